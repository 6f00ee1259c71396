import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Served below /app of the public host. Nothing is inline: the policy of the edge refuses it.
export default defineConfig({
  base: '/app/',
  plugins: [svelte()],
  define: { global: 'globalThis' }, // the Cognito library was written for bundlers of its time
  build: {
    target: 'es2022',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600, // the player
  },
  // Tests mount components, so they take what a browser takes.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : undefined,
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
});
