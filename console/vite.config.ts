import { defineConfig } from 'vite';

/** Every file apart, so that the page needs no inline script or style (CSP). */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    outDir: '../dist/console',
  },
});
