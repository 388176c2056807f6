/** What dragging does, for the keyboard and for a thumb. */
import { useEffect, useRef } from 'preact/hooks';
import { isUntold, moveTo, moving, stageName } from './move.ts';
import { session, words } from './state.ts';

export function MoveDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const lead = moving.value;
  const w = words.value;
  useEffect(() => {
    if (lead) dialog.current?.showModal();
    else dialog.current?.close();
  }, [lead]);
  const close = (): void => {
    moving.value = null;
  };
  return (
    <dialog ref={dialog} aria-labelledby="move-title" onClose={close}>
      {lead && (
        <>
          <h2 id="move-title">{w.moveTo(lead.name)}</h2>
          <ul class="choices">
            {session.value?.stages.map((stage) => (
              <li key={stage.key}>
                <button
                  type="button"
                  class="choice"
                  disabled={stage.key === lead.stage}
                  onClick={() => {
                    close();
                    void moveTo(lead, stage);
                  }}
                >
                  {stageName(stage)}
                </button>
              </li>
            ))}
          </ul>
          <label class="check" title={w.untoldHint}>
            <input
              type="checkbox"
              checked={isUntold.value}
              onChange={() => {
                isUntold.value = !isUntold.value;
              }}
            />
            {w.untold}
          </label>
          <p class="row row-end">
            <button type="button" class="quiet" onClick={close}>
              {w.cancel}
            </button>
          </p>
        </>
      )}
    </dialog>
  );
}
