// `astro check` reads .astro files itself; plain tsc and eslint only need to know that they are components.
declare module '*.astro' {
  const component: import('astro/runtime/server/index.js').AstroComponentFactory;
  export default component;
}
