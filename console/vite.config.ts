import { defineConfig } from 'vite';

/** Every file apart, so that the page needs no inline script or style (CSP). `--mode deployed`: nothing that plays the world is in it. */
export default defineConfig(({ mode }) => ({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { __PLAYS__: JSON.stringify(mode !== 'deployed') },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    outDir: '../dist/console',
  },
}));
