/** The door of a deployed page: a token, and nothing of the stage before it is known. */
import { useState } from 'preact/hooks';
import type { Session } from '../../lib/console/wire.ts';
import { Mark } from './icons.tsx';
import { go, language } from './place.ts';
import { BASE, signIn } from './server.ts';
import { session, words } from './state.ts';

type Problem = 'unauthorized' | 'too_often' | 'failed';

/** The session of that token, or why there is none. */
async function sessionOf(token: string): Promise<Session | Problem> {
  try {
    const response = await fetch(`${BASE}/session`, { headers: { authorization: `Bearer ${token}` } });
    if (response.status === 401) return 'unauthorized';
    if (response.status === 429) return 'too_often';
    return response.ok ? ((await response.json()) as Session) : 'failed';
  } catch {
    return 'failed';
  }
}

export function SignIn() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const w = words.value;
  const enter = async (token: string): Promise<void> => {
    const answer = await sessionOf(token);
    if (typeof answer === 'string') {
      setProblem(answer);
      return;
    }
    session.value = answer;
    signIn(token);
  };
  return (
    <main class="sign-in">
      <Mark />
      <h1>Bastão</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const token = String(new FormData(event.currentTarget).get('token') ?? '').trim();
          if (token !== '') void enter(token);
        }}
      >
        <label>
          {w.token}
          <input name="token" type="password" required autocomplete="current-password" />
        </label>
        <p class="sign-in-problem" role="alert">
          {problem === null ? '' : w.signInProblems[problem]}
        </p>
        <button type="submit" class="main">
          {w.signIn}
        </button>
      </form>
      <p class="sign-in-hint">{w.tokenHint}</p>
      <button
        type="button"
        class="quiet"
        lang={language.value === 'pt' ? 'en' : 'pt-BR'}
        onClick={() => go({ lang: language.value === 'pt' ? 'en' : 'pt' })}
      >
        {w.otherLanguage}
      </button>
    </main>
  );
}
