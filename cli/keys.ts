// From what a terminal sends to what was meant: letters, and the few keys that do something. Other keys type nothing.

type Control = 'enter' | 'stop' | 'back' | 'word' | 'all';

export type Key = { is: 'sign'; sign: string } | { is: Control };

/** As C0 controls: Ctrl+C, Backspace and Ctrl+H, Ctrl+U, Ctrl+W; Ctrl+D ends the input as Enter does. */
const controls: Record<string, Control> = {
  '\u0003': 'stop',
  '\u0004': 'enter',
  '\n': 'enter',
  '\r': 'enter',
  '\u007f': 'back',
  '\b': 'back',
  '\u0015': 'all',
  '\u0017': 'word',
};

/** Arrows, function keys and the marks around pasted text send several characters. Where inside one we are. */
type Place = 'outside' | 'escape' | 'csi' | 'csi-begun' | 'one-more';

const isControl = (sign: string): boolean => sign < ' ' || sign === '\u007f';

/** Reads one sign of a sequence: where it leads, or undefined where it belongs to none. Source: ECMA-48 §5.4, xterm's SS3, and `ESC [ [ A` of Linux. */
function follow(place: Place, sign: string): Place | undefined {
  if (isControl(sign)) return undefined;
  if (place === 'one-more') return 'outside';
  if (place === 'escape') return sign === '[' ? 'csi-begun' : sign === 'O' ? 'one-more' : undefined;
  if (place === 'csi-begun' && sign === '[') return 'one-more';
  if (sign >= ' ' && sign <= '?') return 'csi';
  return sign >= '@' && sign <= '~' ? 'outside' : undefined;
}

/**
 * A reader of keys that remembers, from one read to the next, a sequence that came in two.
 *
 * Shape: `read` gives the keys of what has come. `isInside`: a sequence is begun; after some time without its rest it was the Escape key
 * itself, and `forget` says so.
 */
export function keyReader(): { read(text: string): Key[]; isInside(): boolean; forget(): void } {
  let place: Place = 'outside';
  return {
    read(text) {
      const keys: Key[] = [];
      for (const sign of text) {
        if (sign === '\u001b') {
          place = 'escape';
          continue;
        }
        const next = place === 'outside' ? undefined : follow(place, sign);
        place = next ?? 'outside';
        if (next !== undefined) continue;
        const control = controls[sign];
        if (control !== undefined) keys.push({ is: control });
        else if (!isControl(sign)) keys.push({ is: 'sign', sign });
      }
      return keys;
    },
    isInside: () => place !== 'outside',
    forget() {
      place = 'outside';
    },
  };
}
