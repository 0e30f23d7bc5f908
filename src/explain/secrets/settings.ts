// Secrets in settings of any form: .env, INI, YAML, JSON, XML, PHP, Python, Java, connection texts, arguments; told from the name in front of the value.
import { meanings } from './coding.ts';
import { isCounter, isSecretName } from './keys.ts';
import { beginsSentence, isValue, type SecretKind, type Span } from './span.ts';
import { bareToEnd, bareWord, elementText, quotedAt, type Value } from './values.ts';

const names = /[\p{L}_$-][\p{L}\p{N}_$.-]*/gu;

/** Behind a name: what closes it, and the sign that hands a value over. */
const setSign =
  /((?:\\{0,15}["'`]|&quot;|&#3[49];|%22)?)\s?[\])]?(?:[^\S\n]{0,4}[.·_]{3,60})?[^\S\n]{0,8}(?:=>|:=|->(?=\s)|={1,3}|::?(?!\/\/)|\u003d|%3[dD]|=3[dD]|\\u003[dD]|=&gt;|=\\u003[eE])[^\S\n]{0,8}/y;
/** What people add to a label: "Kennwort (SMTP):", "mot de passe SMTP :", "contraseña de aplicación:". */
const added =
  /(?:[^\S\n](?:smtp|imap|pop3|mail|e-?mail|app|de|del|da|di|d['’]ordine|per|la|el|le|il|posta|correo|messagerie|aplicación|aplicacion|application|für|for|pour|para|das|the|konto|account|compte|cuenta)(?![\p{L}\p{N}_])){0,4}(?:[^\S\n]?\([^()\n]{1,30}\))?(?=[^\S\n]{0,2}:[^\S\n])/iuy;
/** `: str =`, `: string =` of typed languages. */
const typed = /(?:Optional\[)?(?:str|string|String|SecretStr|bytes|&str|\w{1,30})\]?[^\S\n]{0,3}=[^\S\n]{0,3}(?=["'`bru])/y;
/** `name: SMTP_PASSWORD` with its `value: …` behind it or on the next line, in YAML, JSON and XML. */
const valueBehind =
  /(?:\\{0,15}["']|&quot;)?[^\S\n]{0,8},?[\s>]{0,60}(?:\\{0,15}["']|&quot;)?(?:value|val|content|default|defaultValue|data)(?:\\{0,15}["']|&quot;)?[^\S\n]{0,8}[=:][^\S\n]{0,8}/iy;
/** An element of this name, or one that names the key in an attribute. */
const elementEnd = /(?:["'][^<>\n]{0,200}|[^\S\n][^<>\n]{0,200})?(?<!\/)>(?:\s{0,80}<(?:value|string|data)>)?/y;
const keyElementEnd = /<\/\w{1,30}>\s{0,80}<\w{1,30}>/y;
/** `passwd(5)`, `password.php:12` in a stack trace. */
const fileName = /^(?:\.(?:php|py|js|ts|java|rb|go|cs|conf|txt|html?)\b|\(\d\))/i;
const namesKey =
  /(?<![\p{L}\p{N}_])(?:name|key|id|property|setting|field|var|variable|option|param|entry)(?:\\{0,15}["']|&quot;)?[^\S\n]{0,4}[:=>][^\S\n]{0,4}(?:\\{0,15}["']|&quot;)?(?:[\w.-]{1,40}:){0,3}$/iu;
/** `setPassword("…")`, and names of calls that only ask. */
const callOpens = /[^\S\n]?\([^\S\n]{0,4}(?=[bru@]?\\{0,15}["'`])/y;
const getting = /(?:^|[.>:])(?:get|has|is|check|verify|validate|require|find|forget|reset|read|load|ask|prompt|hash|encrypt|decrypt)[A-Z_]/;
/** PHP's var_dump. */
const dump = /["']?\]?\s{0,4}=>[\s>]{0,40}string\(\d{1,5}\)\s(?=")/y;
/** `CURLOPT_PASSWORD, "…"`. */
const isConstant = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const bareComma = /["'`]?[^\S\n]{0,4},[^\S\n]{0,40}(?=[bru@L]?["'`])/y;
const quotedComma = /(\\{0,15}["'`])[^\S\n]{0,4},\s{0,40}(?=[bru@]?\\{0,15}["'`])/y;
const quotedBehind = /[^\S\n]{1,4}(?:(?:is|was|of|used|lautet|ist|est|es)[^\S\n]{1,3})?(?=\\{0,15}["'`\u201c\u201e])/y;
const wordBehind = /[^\S\n]{1,4}(?:is|was|lautet|ist|est|es)[^\S\n]{1,4}(?=\S)/y;
const column = /[^\S\n]{0,30}(?:\t|\|)[\t |]{0,30}/y;
const blank = /[^\S\n]{1,8}/y;
const forSomething = /[^\S\n](?:for|of|für|pour)[^\S\n][^:,\n]{1,50}:[^\S\n]{0,4}/y;
/** A label with a line to itself: the value stands below. */
const nextLine = /:?[^\S\n]*\n[\s>]{0,8}(?=[^\s:<]{6,80}[^\S\n]*(?:\n|$))/y;
const likeSecret = /^(?!https?:)(?=[^\s@]*\p{L})[^\s@]*(?:\d|[!#$%^&*+=?])[^\s]*$|^[a-z]{16}$/u;
const blockMark = /[|>][+-]?\d?[^\S\n]{0,4}\r?\n(?:>[^\S\n]?){0,3}[^\S\n]{1,40}/y;

/** Ways to get a value from somewhere else: the first text in the brackets is a name, not a value. */
const getter =
  /^(?:[\w$.:>\\-]{0,60}(?:env|config|secret|vault|param|prompt|getpass|getString|property|read|load|open|input|decrypt|get)\w{0,20}!?)[([]/i;
const wrapper = /(?:new[^\S\n]{1,3})?[\w$.:]{1,60}!?\([^\S\n]{0,4}(?=[bru@]?["'`])/y;
const reference =
  /^(?:process\.|os\.|ENV\[|\$_|System\.|this\.|self\.|config\.|settings\.|app\.|\$(?:this|config|env)\b|[\w$]+\.(?:env|config|settings)\b|func|function\b|async\b|lambda\b|new |await )/;
const otherwise = /(?:\|\||\?\?|\?:|\bor)[^\S\n]{0,4}(?=["'`])/;

/** What may stand in front of a setting that has its line to itself. */
const ownLine =
  /^(?:[\s>#;*+|-]|\d{1,4}[:.)])*(?:(?:export|set|setx|env|arg|local|declare|readonly|var|let|const|final|private|public|protected|static|string|str|my|our|define|default|smtpd?|mail|imap|your|the|app|account|user|email|e-mail|login|auth|server|outgoing|gmail|sender)[\s-]{1,4}){0,5}["'`$]{0,2}(?:\$\w{1,20}(?:->|\.))?$/i;

interface Place {
  text: string;
  name: string;
  /** Where the name begins and ends. */
  start: number;
  end: number;
  /** The line in front of the name. */
  before: string;
}

/** Longest part of a line in front of a name that is looked at. */
const looked = 400;

const sticky = (form: RegExp, text: string, at: number): number | undefined => {
  form.lastIndex = at;
  const found = form.exec(text);
  return found ? at + found[0].length : undefined;
};

/** The secrets that settings hold. Linear in the text. */
export function settingSecrets(text: string): Span[] {
  const spans: Span[] = [];
  let done = 0;
  for (const found of text.matchAll(names)) {
    const name = found[0];
    if (
      found.index < done ||
      (text.charAt(found.index - 1) === '/' && text.charAt(found.index - 2) === '/') ||
      !isSecretName(name.replace(/[.-]+$/, ''))
    )
      continue;
    const tail = /[.-]+$/.exec(name)?.[0].length ?? 0;
    const end = found.index + name.length - tail;
    const lineStart = text.lastIndexOf('\n', found.index) + 1;
    const place = {
      text,
      name: name.slice(0, name.length - tail),
      start: found.index,
      end,
      before: text.slice(Math.max(lineStart, found.index - looked), found.index),
    };
    for (const { start, end: stop, kind } of valuesOf(place)) {
      const written = text.slice(start, stop);
      if (!isValue(written) || isCounter(place.name, written)) continue;
      spans.push({ start, end: stop, kind, values: meanings(written) });
      done = Math.max(done, stop);
    }
  }
  return spans;
}

const told = (value: Value | undefined, kind: SecretKind = 'setting') =>
  value && value.end > value.start ? [{ start: value.start, end: value.end, kind }] : [];

type Told = { start: number; end: number; kind: SecretKind }[];

function valuesOf(place: Place): Told {
  const { text, name, start, end, before } = place;
  const isFlag = name.startsWith('-');
  if (fileName.test(text.slice(end, end + 12))) return [];
  // "login/password: name / secret" is told with the commands.
  if (
    /\b(?:user(?:name)?|login|e-?mail|benutzer)\s?[/|&+]\s?$/i.test(before) &&
    /^[^\S\n]?[:=][^\n/]{1,200}\//.test(text.slice(end, end + 220))
  )
    return [];
  if (text.charAt(start - 1) === '<' || /<[\w:-]{1,40}:$/.test(before)) {
    const content = sticky(elementEnd, text, end);
    if (content !== undefined) return told(elementText(text, content));
  }
  const key = sticky(keyElementEnd, text, end);
  if (key !== undefined) return told(elementText(text, key));
  // What stands behind another name is its value: a user name may be "apikey".
  const isNamed = namesKey.test(before);
  const behind = isNamed ? sticky(valueBehind, text, end) : undefined;
  if (behind !== undefined) return valueAt(place, behind, true);
  const dumped = sticky(dump, text, end);
  if (dumped !== undefined) return told(quotedAt(text, dumped));
  const isValueItself = /(?:[:=]|=>)\s?\\{0,15}["'`]$/.test(before) && /^\\{0,15}["'`]/.test(text.slice(end, end + 16));
  const label = /^[\s>*|-]*(?:[\p{L}-]{1,20} ){0,3}$/iu.test(before) ? (sticky(added, text, end) ?? end) : end;
  const set = isValueItself ? undefined : sticky(setSign, text, label);
  if (set !== undefined && set > end && !/^:[^\S\n]*\n/.test(text.slice(end, end + 20))) return valueAt(place, set, false);
  const isPlainWord = /^[a-z]+$/.test(name) && text.charAt(end) === ' ';
  const call = isPlainWord || getting.test(name) ? undefined : sticky(callOpens, text, end);
  if (call !== undefined) return told(quotedAt(text, call));
  const comma = isConstant.test(name)
    ? sticky(bareComma, text, end)
    : /["'`]$/.test(before) && !isValueItself
      ? sticky(quotedComma, text, end)
      : undefined;
  if (comma !== undefined) return told(quotedAt(text, comma));
  if (isNamed) {
    const content = /[\w-]=["']$/.test(before) ? sticky(elementEnd, text, end) : undefined;
    if (content !== undefined) return told(elementText(text, content));
  }
  if (isFlag) {
    const value = sticky(blank, text, end);
    return value === undefined ? [] : argument(place, value);
  }
  const quoted = sticky(quotedBehind, text, end);
  if (quoted !== undefined && !/["'`]$/.test(before)) {
    const value = quotedAt(text, quoted);
    return value && !beginsSentence(text.slice(value.start, value.end)) ? told(value) : [];
  }
  if (/\b(?:with|using|mit|con|avec)\s+(?:the\s+|der\s+)?$/i.test(before)) {
    const next = sticky(blank, text, end);
    const value = next === undefined ? undefined : bareWord(text, next, before);
    const written = value ? text.slice(value.start, value.end) : '';
    if (written.length > 5 && /\d|[!@#$%^&*+=?]|\p{Ll}\p{Lu}/u.test(written)) return told(value);
  }
  const forIt = sticky(forSomething, text, end);
  if (forIt !== undefined) return bare(place, forIt, false);
  const word = sticky(wordBehind, text, end);
  if (word !== undefined) {
    const value = bareWord(text, word, before);
    return /[\d!@#$%^&*_+=?]|\p{Ll}\p{Lu}|^[a-z]{16}$/u.test(text.slice(value.start, value.end)) ? told(value) : [];
  }
  const given = sticky(/[^\S\n]{1,4}--value[ =]/y, text, end);
  if (given !== undefined) return told(quotedAt(text, given) ?? bareWord(text, given, before));
  // Erlang's {password, "…"}.
  const pair = before.endsWith('{') ? sticky(/,[^\S\n]{0,4}(?=["'])/y, text, end) : undefined;
  if (pair !== undefined) return told(quotedAt(text, pair));
  const dash = ownLine.test(before) ? sticky(/[^\S\n]{1,4}[-–][^\S\n]{1,4}/y, text, end) : undefined;
  if (dash !== undefined) {
    const value = bareToEnd(text, dash);
    if (likeSecret.test(text.slice(value.start, value.end))) return told(value);
  }
  const below = sticky(nextLine, text, end);
  if (below !== undefined && /^[\s>]*(?:[\p{L}-]{1,20} ){0,2}$/u.test(before)) {
    const value = bareToEnd(text, below);
    if (likeSecret.test(text.slice(value.start, value.end))) return told(value);
  }
  const cell = sticky(column, text, end);
  if (cell !== undefined) {
    const stop = text.slice(cell).search(/[\t\n|]|\s{2}|$/);
    return told({ start: cell, end: cell + text.slice(cell, cell + stop).trimEnd().length, isQuoted: false });
  }
  // Docker's ENV, Windows' setx, fish's set -x.
  if (/^\s*(?:ENV|ARG|setx|set -g?x)\s+$/i.test(before)) {
    const value = sticky(blank, text, end);
    if (value !== undefined) return told(quotedAt(text, value) ?? bareToEnd(text, value));
  }
  return fileOfWords(place);
}

/** A value behind a sign. `isPair`: the sign belongs to a `value:` that goes with the name. */
function valueAt(place: Place, at: number, isPair: boolean): Told {
  const { text, name, end, before } = place;
  const tagged = sticky(/!{1,2}[\w:/.]{1,40}[^\S\n]{1,4}(?=[^\s|>])/y, text, at) ?? at;
  // Markdown: **Password:** value.
  const strong = /[*_]{2}$/.exec(before)?.[0];
  const plain = strong !== undefined && text.startsWith(strong, tagged) ? (sticky(/[*_]{2}[^\S\n]{0,4}/y, text, tagged) ?? tagged) : tagged;
  const from = sticky(typed, text, plain) ?? plain;
  const isMarkup = /<[^<>]*$/.test(before);
  // 'Password:' in quotation marks: the mark behind it closes.
  const sign = text.charAt(from);
  if (
    /["'`]/.test(sign) &&
    !/\s/.test(text.charAt(from - 1)) &&
    before.split(sign).length % 2 === 0 &&
    text.charAt(end) !== sign &&
    !/[=(:]\s?$/.test(before) &&
    /^["'`](?:[\s).,;:]|$)/.test(text.slice(from, from + 2))
  )
    return [];
  const quoted = quotedAt(text, from, !isMarkup && !/[{([,]\s*["']?$/.test(before));
  // Terraform and others show what was and what will be.
  const becomes = quoted?.start === quoted?.end ? sticky(/[^\S\n]{1,4}[=-]>[^\S\n]{1,4}(?=["'])/y, text, quoted?.after ?? from) : undefined;
  if (becomes !== undefined) return told(quotedAt(text, becomes));
  if (quoted) return told(isMarkup ? attribute(text, quoted) : quoted, name.startsWith('-') ? 'argument' : 'setting');
  const secure = sticky(/ConvertTo-SecureString[^\S\n]{1,4}(?:-(?:String|AsPlainText|Force)[^\S\n]{1,4}){0,3}/iy, text, from);
  if (secure !== undefined)
    return told(quotedAt(text, secure) ?? (/[-$(]/.test(text.charAt(secure)) ? undefined : bareWord(text, secure, before)));
  const block = sticky(blockMark, text, from);
  if (block !== undefined) return told(bareToEnd(text, block));
  if (text.charAt(from) === '[' && /s$/i.test(name)) return listAt(text, from + 1);
  const rest = text.slice(from, from + 300).split('\n', 1)[0] ?? '';
  if (reference.test(rest) || getter.test(rest)) {
    const or = otherwise.exec(rest);
    return or ? told(quotedAt(text, from + or.index + or[0].length)) : [];
  }
  const wrapped = sticky(wrapper, text, from);
  if (wrapped !== undefined) return told(quotedAt(text, wrapped));
  const inBrackets = /^\[([^\]"'\n]{1,200})\](?=[\s,;)]|$)/.exec(rest);
  if (inBrackets?.[1] !== undefined) return told({ start: from + 1, end: from + 1 + inBrackets[1].length, isQuoted: true });
  if (/^[{[(]/.test(rest) && !/^[A-Z0-9_]+$/.test(name)) return [];
  // A variable of PHP or a shell script, not of an environment file, where the name of the value would be in capitals.
  if (/^\$[a-z_]\w*[ ,;)\]]*$/.test(rest) && !/^[A-Z0-9_]+$/.test(name)) return [];
  return bare(place, from, isPair);
}

/** In markup a backslash means nothing. */
function attribute(text: string, { start, end }: Value): Value {
  const sign = text.charAt(start - 1);
  const close = text.indexOf(sign, start);
  return { start, end: close >= start ? close : end, isQuoted: true };
}

function listAt(text: string, at: number): Told {
  const found: Told = [];
  let place = at;
  while (found.length < 20) {
    const next = sticky(/[\s,]{0,20}/y, text, place) ?? place;
    const value = quotedAt(text, next);
    if (!value) break;
    found.push(...told(value));
    place = value.after;
  }
  return found;
}

/** "the account password: give it an app password": behind a colon and a blank small words go on. */
const isProse = (text: string, at: number, written: string): boolean =>
  /:\s$/.test(text.slice(at - 2, at)) &&
  /^[a-z]{1,12}$/.test(written) &&
  /^[,;]?\s(?![\p{L} ]{1,30}\s?[:=])[\p{L}'’]+(?:[\s.,:;)]|$)/u.test(text.slice(at + written.length, at + written.length + 40));

function bare({ text, name, before }: Place, at: number, isPair: boolean): Told {
  const isFlag = name.startsWith('-') && !/^-D/.test(name);
  const isAlone = !isFlag && (isPair || ownLine.test(before));
  const value = isAlone ? bareToEnd(text, at) : bareWord(text, at, before);
  // "NAME=value" in quotation marks: the last mark is not part of it.
  const mark = isAlone ? /["'`]$/.exec(before)?.[0] : undefined;
  if (mark !== undefined && text.slice(value.start, value.end).endsWith(mark)) value.end -= 1;
  const written = text.slice(value.start, value.end);
  if (written === '' || /^<\/?[A-Za-z]+(?:[\s>]|$)/.test(written) || (!/^[A-Z0-9_]+$/.test(name) && beginsSentence(written))) return [];
  if (!isAlone && isProse(text, at, written)) return [];
  return told(value, isFlag ? 'argument' : 'setting');
}

function argument({ text, before }: Place, at: number): Told {
  const quoted = quotedAt(text, at);
  if (quoted) return told(quoted, 'argument');
  const value = bareWord(text, at, before);
  const written = text.slice(value.start, value.end);
  return written.startsWith('-') || beginsSentence(written) ? [] : told(value, 'argument');
}

const otherWords =
  /^[^\S\n>]{0,4}>{0,3}[^\S\n]{0,8}(?:machine|login|account|host|user|from|auth|protocol)[^\S\n]{1,20}\S{1,200}[^\S\n]{0,8}$/m;

/** Files of words and blanks: .netrc, msmtp, fetchmail. */
function fileOfWords({ text, start, end, before, name }: Place): Told {
  if (!/^(?:password|passwd|passphrase|authpass|pass|pwd|secret)$/.test(name)) return [];
  const value = sticky(blank, text, end);
  if (value === undefined) return [];
  const isOwn = /^[\s>]*(?:set\s+)?$/.test(before);
  const near = text.slice(Math.max(0, start - 400), start) + text.slice(end, end + 400);
  if (isOwn && otherWords.test(near)) {
    const rest = bareToEnd(text, value);
    return beginsSentence(text.slice(rest.start, rest.end)) ? [] : told(rest);
  }
  const isOne = isOwn && /^\S+[^\S\n]*\r?(?:\n|$)/.test(text.slice(value, value + 300));
  if (!isOne && !/\bmachine\s+\S.{0,200}\s$|\blogin\s+\S{1,200}@\S{1,200}\s+$/i.test(before)) return [];
  const word = bareWord(text, value, before);
  return beginsSentence(text.slice(word.start, word.end)) ? [] : told(word);
}
