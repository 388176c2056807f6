import './base.css';
import './board.css';
import './talk.css';
import './screens.css';
import './numbers.css';
import { render } from 'preact';
import { Board } from './board.tsx';
import { NewLeadDialog } from './first-hello.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { Numbers } from './numbers.tsx';
import { go, place, type Screen, type View } from './place.ts';
import { isSignedIn } from './server.ts';
import { SignIn } from './sign-in.tsx';
import { begin, words } from './state.ts';
import { Talk } from './talk.tsx';
import { Notices, Top } from './top.tsx';
import { Why } from './why.tsx';
import { Workshop } from './workshop.tsx';

const VIEWS: readonly View[] = ['board', 'talk', 'why'];

/** On a narrow screen one thing at a time, each a thumb away. */
function Views() {
  const w = words.value;
  const { screen, view } = place.value;
  const others = (__PLAYS__ ? ['numbers', 'workshop'] : ['numbers']) as readonly Screen[];
  return (
    <nav class="views" aria-label={w.viewsLabel}>
      {VIEWS.map((one) => (
        <button
          key={one}
          type="button"
          aria-current={screen === 'stage' && view === one ? 'page' : undefined}
          onClick={() => go({ screen: 'stage', view: one })}
        >
          {w[one]}
        </button>
      ))}
      {others.map((one) => (
        <button
          key={one}
          type="button"
          aria-current={screen === one ? 'page' : undefined}
          onClick={() => go({ screen: one })}
        >
          {w.screens[one]}
        </button>
      ))}
    </nav>
  );
}

function Shown() {
  const { screen, view } = place.value;
  if (screen === 'numbers') return <Numbers />;
  if (__PLAYS__ && screen === 'workshop') return <Workshop />;
  return (
    <main class={`panes shows-${view}`}>
      <Board />
      <Talk />
      <Why />
    </main>
  );
}

function App() {
  if (!isSignedIn.value) return <SignIn />;
  return (
    <>
      <Top />
      <Notices />
      <Shown />
      <Views />
      {__PLAYS__ && (
        <>
          <MoveDialog />
          <NewLeadDialog />
        </>
      )}
    </>
  );
}

const root = document.getElementById('app');
if (root) {
  begin();
  render(<App />, root);
}
