// The icon of the tab, drawn with the colours of the theme.
import { themeColour } from '../site/theme-colour.ts';

export function GET(): Response {
  const accent = themeColour('accent');
  const stamp = themeColour('stamp');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>rect{fill:none;stroke:${accent.light}}path{fill:none;stroke:${stamp.light}}@media(prefers-color-scheme:dark){rect{stroke:${accent.dark}}path{stroke:${stamp.dark}}}</style><rect x="2" y="6" width="28" height="21" rx="3" stroke-width="3"/><path d="M7.500 14l6.500 6L30 6.500" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return new Response(svg, { headers: { 'Content-Type': 'image/svg+xml' } });
}
