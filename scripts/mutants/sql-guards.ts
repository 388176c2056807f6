/**
 * The guards of the database's functions, read from their text: conditions of `where`, `if`, `when` and `on`, the parts that `and` and
 * `or` join, the arguments of `greatest`, `least` and `coalesce`. A mutant is the function without one of them.
 */

export type SqlFunction = {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
};
export type SqlMutant = {
  readonly function: string;
  readonly at: string;
  /** The line that the guard stands in. */
  readonly line: string;
  readonly code: string;
  readonly becomes: string;
  /** The whole function without it. */
  readonly text: string;
};

export function functionsIn(file: string, sql: string): readonly SqlFunction[] {
  return [...sql.matchAll(/^create function public\.(\w+)[\s\S]*?\$\$;$/gm)].map(
    ({ 0: text, 1: name = '', index }) => ({
      name,
      file,
      line: sql.slice(0, index).split('\n').length,
      text,
    }),
  );
}

type Token = { readonly text: string; readonly start: number; readonly end: number; readonly depth: number };

/** Words, quoted texts and signs, with the depth of brackets around each; comments are none. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  const body = text.indexOf('$$') + 2;
  const pattern = /--[^\n]*|'(?:[^']|'')*'|[A-Za-z_][\w.]*|\d+|:=|<>|<=|>=|->>|->|::|&&|\|\||<@|#>>|[^\s\w]/g;
  pattern.lastIndex = body;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const [piece] = found;
    if (piece.startsWith('--')) continue;
    if (piece === '$') break;
    // A closing bracket is of the depth that it closes: what it belongs to goes on behind it.
    tokens.push({ text: piece.toLowerCase(), start: found.index, end: found.index + piece.length, depth });
    if (piece === '(' || piece === '[') depth += 1;
    if (piece === ')' || piece === ']') depth -= 1;
  }
  return tokens;
}

/** What begins a condition, or a value that may be one. */
const OPENS = new Set([
  'where',
  'if',
  'elsif',
  'when',
  'on',
  'select',
  'return',
  ':=',
  '(',
  ',',
  'then',
  'else',
]);
/** What ends it, at its own depth. */
const CLOSES = new Set([
  ...[
    'then',
    'loop',
    'order',
    'limit',
    'group',
    'returning',
    'for',
    'on',
    'where',
    'from',
    'else',
    'end',
    'when',
    'into',
  ],
  ...[
    'join',
    'left',
    'union',
    'as',
    'case',
    'select',
    'set',
    'values',
    ';',
    ',',
    ':=',
    ')',
    ']',
    'using',
    'if',
    'filter',
    'over',
  ],
]);
/** A guard whole: taken away, a row of any kind passes, or the branch is never taken. */
const ALONE: Readonly<Record<string, string>> = {
  where: 'true',
  on: 'true',
  if: 'false',
  elsif: 'false',
  when: 'false',
};
const CHOICES = new Set(['greatest', 'least', 'coalesce']);

type Span = { readonly start: number; readonly end: number };

/** Splits a span of tokens at these words, on its own depth; the `and` of a `between` joins nothing. */
function splitAt(
  tokens: readonly Token[],
  word: 'and' | 'or' | ',',
  depth: number,
): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let between = 0;
  for (const token of tokens) {
    const isOwn = token.depth === depth;
    if (isOwn && token.text === 'between') between += 1;
    if (isOwn && token.text === word && !(word === 'and' && between > 0)) parts.push([]);
    else parts.at(-1)?.push(token);
    if (isOwn && token.text === 'and' && between > 0) between -= 1;
  }
  return parts;
}

const spanOf = (tokens: readonly Token[]): Span | null => {
  const [first] = tokens;
  const last = tokens.at(-1);
  return first && last ? { start: first.start, end: last.end } : null;
};

const CAUGHT = /^(?:others|\w+_violation|insufficient_privilege)$/;

/** Is this `when` one of a searched case: not of a value compared, an error caught, a loop left? */
function isSearched(tokens: readonly Token[], index: number): boolean {
  if (tokens[index - 1]?.text === 'exit' || CAUGHT.test(tokens[index + 1]?.text ?? '')) return false;
  let ends = 0;
  for (let at = index - 1; at >= 0; at -= 1) {
    const text = tokens[at]?.text;
    const next = tokens[at + 1]?.text;
    if (text === 'end' && next !== 'if' && next !== 'loop') ends += 1;
    if (text === 'case' && tokens[at - 1]?.text !== 'end') {
      if (ends === 0) return next === 'when';
      ends -= 1;
    }
  }
  return false;
}

/** Is the statement around this token a lock and nothing else? Locks are crossed by tests of their own (test/postgres). */
function isLock(text: string, start: number): boolean {
  const from = Math.max(
    text.lastIndexOf(';', start),
    text.lastIndexOf('begin\n', start),
    text.lastIndexOf('$$', start),
  );
  return /^\W*(?:\w+\n\s*)?(?:perform|select) (?:1 from|public\.lock_leads_of\()/.test(
    text.slice(from + 1).replace(/--[^\n]*/g, ''),
  );
}

export function mutantsOf({ name, file, line, text }: SqlFunction): readonly SqlMutant[] {
  const tokens = tokensOf(text);
  const made = new Map<string, SqlMutant>();
  const replace = (span: Span | null, becomes: string): void => {
    if (!span) return;
    const code = text
      .slice(span.start, span.end)
      .replace(/--[^\n]*/g, '')
      .replace(/\s+/g, ' ');
    if (code === becomes || code === '') return;
    const lineStart = text.lastIndexOf('\n', span.start) + 1;
    made.set(`${span.start}:${span.end}:${becomes}`, {
      function: name,
      at: `${file}:${line + text.slice(0, span.start).split('\n').length - 1}`,
      line: text.slice(lineStart, text.indexOf('\n', span.start)).trim(),
      code,
      becomes: becomes.replace(/\s+/g, ' '),
      text: text.slice(0, span.start) + becomes + text.slice(span.end),
    });
  };

  tokens.forEach((token, index) => {
    const word = token.text;
    const after = tokens[index + 1];
    if (!after) return;
    if (CHOICES.has(word) && after.text === '(') {
      const end = tokens.findIndex(
        (each, at) => at > index && each.text === ')' && each.depth === after.depth + 1,
      );
      const close = tokens[end];
      if (!close) return;
      const args = splitAt(tokens.slice(index + 2, end), ',', after.depth + 1).map(spanOf);
      const kept = word === 'coalesce' ? args.slice(0, 1) : args;
      for (const arg of kept)
        if (arg) replace({ start: token.start, end: close.end }, text.slice(arg.start, arg.end));
    }
    if (!OPENS.has(word) || (word === 'when' && !isSearched(tokens, index))) return;
    if (word === 'if' && tokens[index - 1]?.text === 'end') return;
    if (word === 'on' && (after.text === 'conflict' || after.text === 'constraint')) return;
    const depth = word === '(' ? token.depth + 1 : token.depth;
    let end = index + 1;
    for (let each = tokens[end]; each; each = tokens[end]) {
      const isDistinct = each.text === 'from' && tokens[end - 1]?.text === 'distinct';
      if (each.depth < depth || (each.depth === depth && CLOSES.has(each.text) && !isDistinct)) break;
      end += 1;
    }
    const region = tokens.slice(index + 1, end);
    if (region.length === 0 || isLock(text, token.start)) return;
    const disjuncts = splitAt(region, 'or', depth);
    const isJoined = disjuncts.length > 1 || disjuncts.some((each) => splitAt(each, 'and', depth).length > 1);
    const alone = ALONE[word];
    if (!isJoined && alone === undefined) return;
    // A value that only holds a condition deeper down is split there.
    if (alone !== undefined && (!isJoined || word === 'if' || word === 'elsif' || word === 'when'))
      replace(spanOf(region), alone);
    if (disjuncts.length > 1) for (const each of disjuncts) replace(spanOf(each), 'false');
    for (const each of disjuncts) {
      const conjuncts = splitAt(each, 'and', depth);
      if (conjuncts.length > 1) for (const part of conjuncts) replace(spanOf(part), 'true');
    }
  });
  return [...made.values()];
}
