import './base.css';
import './board.css';
import './talk.css';
import { render } from 'preact';
import { Board } from './board.tsx';
import { NewLeadDialog } from './first-hello.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { go, place, type View } from './place.ts';
import { begin, words } from './state.ts';
import { Talk } from './talk.tsx';
import { Notices, Top } from './top.tsx';
import { Why } from './why.tsx';

const VIEWS: readonly View[] = ['board', 'talk', 'why'];

function App() {
  const { view } = place.value;
  return (
    <>
      <Top />
      <Notices />
      <main class={`panes shows-${view}`}>
        <Board />
        <Talk />
        <Why />
      </main>
      <nav class="views" aria-label="Bastão">
        {VIEWS.map((one) => (
          <button
            key={one}
            type="button"
            aria-current={view === one ? 'page' : undefined}
            onClick={() => go({ view: one })}
          >
            {words.value[one]}
          </button>
        ))}
      </nav>
      <MoveDialog />
      <NewLeadDialog />
    </>
  );
}

const root = document.getElementById('app');
if (root) {
  begin();
  render(<App />, root);
}
