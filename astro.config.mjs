// @ts-check
// The site as files. What is written in src/content is read and proved before any page is made: a broken file ends the build.
import mdx from '@astrojs/mdx';
import sitemap from '@astrojs/sitemap';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'astro/config';
import { writeKnowledge } from './src/site/write-knowledge.ts';

const root = import.meta.dirname;

/**
 * Writes src/generated/knowledge.json, from which all pages are made; in development again after each change of the content.
 * @type {import('astro').AstroIntegration}
 */
const knowledge = {
  name: 'knowledge',
  hooks: {
    'astro:config:setup': () => writeKnowledge(root),
    'astro:server:setup': ({ server, logger }) => {
      server.watcher.on('change', (file) => {
        if (!file.startsWith(`${root}/src/content/`)) return;
        writeKnowledge(root).catch((/** @type {Error} */ error) => logger.error(error.message));
      });
    },
  },
};

/** The page that the function puts its answers into has no address of its own for people. */
const isForPeople = (/** @type {string} */ page) => !page.endsWith('/answer/');

export default defineConfig({
  site: process.env.SITE_URL ?? 'http://localhost:4321',
  output: 'static',
  trailingSlash: 'always',
  // The default glues words together across line breaks.
  compressHTML: true,
  // The content security policy allows nothing inline.
  build: { inlineStylesheets: 'never' },
  markdown: { syntaxHighlight: false },
  integrations: [knowledge, mdx(), sitemap({ filter: isForPeople })],
  vite: {
    plugins: [tailwindcss()],
    build: {
      assetsInlineLimit: 0,
      // Astro's own mark in each MDX file makes the bundler warn; nobody can act on that.
      rollupOptions: { onLog: (level, log, next) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && next(level, log) },
    },
  },
});
