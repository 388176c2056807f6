/** An empty board, and the dialog in which somebody new writes. */
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Mark } from './icons.tsx';
import { go } from './place.ts';
import { act } from './server.ts';
import { leads, tell, words } from './state.ts';

export const isWritingNew = signal(false);

const NAMES = ['Mateus', 'Renata', 'Caio', 'Lívia', 'Otávio', 'Jussara'] as const;
const FIRST_PHONE = 5_581_990_000_001;

/** Made-up people, each with the next free number. */
function nextPerson(): { name: string; phone: string } {
  const index = leads.value.size;
  let phone = FIRST_PHONE + index;
  while (leads.value.has(`+${phone}`)) phone += 1;
  return { name: NAMES[index % NAMES.length] ?? '', phone: `+${phone}` };
}

async function say(message: { from: string; name: string; text: string }): Promise<void> {
  const refusal = await act('/lead-says', message);
  if (refusal !== null) tell(words.value.refusals[refusal], true);
  else go({ lead: `+${message.from.replace(/\D/g, '')}`, at: null, view: 'talk' });
}

export function FirstHello() {
  const w = words.value;
  return (
    <div class="hello">
      <Mark />
      <h3>{w.firstHello}</h3>
      <p>{w.firstHelloHint}</p>
      <p class="row">
        <button
          type="button"
          class="main"
          onClick={() => void say({ from: `+${FIRST_PHONE}`, name: NAMES[0], text: w.hello })}
        >
          {w.helloAs(NAMES[0])}
        </button>
        <button
          type="button"
          class="plain"
          onClick={() => {
            isWritingNew.value = true;
          }}
        >
          {w.newLead}
        </button>
      </p>
    </div>
  );
}

export function NewLeadDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [person, setPerson] = useState(nextPerson);
  const w = words.value;
  const isOpen = isWritingNew.value;
  useEffect(() => {
    if (!isOpen) return;
    setPerson(nextPerson());
    dialog.current?.showModal();
  }, [isOpen]);
  const close = (): void => {
    isWritingNew.value = false;
    dialog.current?.close();
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="new-lead-title"
      onClose={() => {
        isWritingNew.value = false;
      }}
    >
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget);
          const text = String(given.get('text') ?? '').trim();
          if (text === '') return;
          close();
          void say({ from: String(given.get('phone')), name: String(given.get('name')), text });
        }}
      >
        <h2 id="new-lead-title">{w.newLead}</h2>
        <label>
          {w.name}
          <input name="name" required maxLength={100} value={person.name} key={`name ${person.phone}`} />
        </label>
        <label>
          {w.phone}
          <input name="phone" type="tel" required value={person.phone} key={person.phone} />
        </label>
        <label>
          {w.message}
          <textarea name="text" required rows={2} maxLength={4096} defaultValue={w.hello} />
        </label>
        <p class="row row-end">
          <button type="button" class="quiet" onClick={close}>
            {w.cancel}
          </button>
          <button type="submit" class="main">
            {w.send}
          </button>
        </p>
      </form>
    </dialog>
  );
}
