// Colours that have to stand outside the styles (browser frame, icon), read from the theme file, where alone they are written.
import theme from '../styles/theme.css?raw';

/** The value of a token of theme.css in the light and in the dark scheme. */
export function themeColour(token: string): { light: string; dark: string } {
  const [light, dark] = [...theme.matchAll(new RegExp(`--${token}: ([^;]+);`, 'g'))].map((match) => match[1]);
  if (light === undefined || dark === undefined) throw new Error(`src/styles/theme.css has no --${token} for light and dark`);
  return { light, dark };
}
