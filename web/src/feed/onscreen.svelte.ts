/** Which film of the page plays: one at a time, as the stream of those without a plan. */
export const onScreen = $state<{ key: string | null }>({ key: null });
