/** The pool's rule for passwords, told before Cognito would refuse one. */
const RULES: readonly [RegExp, string][] = [
  [/.{10,}/s, '10 characters'],
  [/\p{Ll}/u, 'a small letter'],
  [/\p{Lu}/u, 'a capital'],
  [/\d/, 'a digit'],
  [/[^\p{L}\d\s]/u, 'a symbol'],
];

/** What is missing, as a sentence, or nothing. */
export function missing(password: string): string {
  const left = RULES.filter(([rule]) => !rule.test(password)).map(([, name]) => name);
  return left.length ? `Still needed: ${left.join(', ')}.` : '';
}

export const USERNAME = /^[A-Za-z0-9_-]{1,50}$/;
