/** Writing: as the lead, or as the seller who answers from the company's phone. */
import { useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icons.tsx';
import { act } from './server.ts';
import { tell, words } from './state.ts';

const SENDS = ['voice', 'photo', 'location'] as const;
const ICONS = { voice: 'voice', photo: 'image', location: 'location' } as const satisfies Record<
  (typeof SENDS)[number],
  IconName
>;

export function Composer({ leadKey, phone }: { leadKey: string; phone: string | null }) {
  const [who, setWho] = useState<'lead' | 'seller'>('lead');
  const [text, setText] = useState('');
  const menu = useRef<HTMLDivElement>(null);
  const w = words.value;
  const address = phone ?? leadKey;

  const send = async (): Promise<void> => {
    const written = text.trim();
    if (written === '') return;
    setText('');
    const refusal =
      who === 'lead'
        ? await act('/lead-says', { from: address, text: written })
        : await act('/person-answers', { to: address, text: written });
    if (refusal === null) return;
    // What was typed is not lost.
    setText(written);
    tell(w.refusals[refusal], true);
  };
  const attach = async (what: (typeof SENDS)[number]): Promise<void> => {
    menu.current?.hidePopover();
    const refusal = await act('/lead-sends', { from: address, what });
    if (refusal !== null) tell(w.refusals[refusal], true);
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <fieldset class="switch">
        <legend class="unseen">{w.writeAs}</legend>
        {(['lead', 'seller'] as const).map((one) => (
          <label key={one} class={who === one ? 'is-on' : ''}>
            <input type="radio" name="who" checked={who === one} onChange={() => setWho(one)} />
            {one === 'lead' ? w.asLead : w.asSeller}
          </label>
        ))}
      </fieldset>
      <div class="composer-line">
        {who === 'lead' && (
          <>
            <button type="button" class="round" popovertarget="attach-menu" aria-label={w.attach}>
              <Icon name="clip" />
            </button>
            <div id="attach-menu" class="menu menu-up" popover="auto" ref={menu}>
              {SENDS.map((what) => (
                <button key={what} type="button" onClick={() => void attach(what)}>
                  <Icon name={ICONS[what]} />
                  {w.sends[what]}
                </button>
              ))}
            </div>
          </>
        )}
        <textarea
          rows={1}
          value={text}
          maxLength={4096}
          aria-label={w.messageFor[who]}
          placeholder={w.messageFor[who]}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button type="submit" class="round is-main" aria-label={w.send} disabled={text.trim() === ''}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
