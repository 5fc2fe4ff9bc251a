import { useCallback, useMemo, useState, type ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import Field from '../../components/Field/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import { useCheckedDraft } from '../shared/useCheckedDraft.ts';
import { controls, cueOf, defaults, presetOf } from './controls.ts';
import { drawn, painted } from './picture.ts';
import Pixels, { inWords } from './Pixels.tsx';
import Rules, { type Rule } from './Rules.tsx';
import Strip from './Strip.tsx';
import styles from './styles.module.css';
import { useJudge } from './useJudge.ts';
import { usePad } from './usePad.ts';

/** The part of the widget that needs the page’s script. */
export default function Panel({
  children,
}: {
  readonly onPhase: (phase: 'error') => void;
  readonly children: ReactNode;
}): ReactNode {
  const { draft, change } = useCheckedDraft({ name: 'pathfinder', controls, defaults });
  const [preset, cue] = [presetOf(draft['preset']), cueOf(draft['cue'])];
  const [index, setIndex] = useState(0);
  const [isOwn, setOwn] = useState(false);
  const [rule, setRule] = useState<Rule>('none');
  const [drawingError, setDrawingError] = useState<string | null>(null);
  const onError = useCallback((error: unknown) => setDrawingError(String(error)), []);
  const pad = usePad(preset);
  const { contours, markers } = pad.sketch;
  const picture = useMemo(
    () => (isOwn ? painted(preset, contours, markers) : drawn({ preset, cue, index })),
    [isOwn, preset, contours, markers, cue, index],
  );
  const { guesses, traced, problem, busy } = useJudge(picture, rule, { preset, cue });
  const chain = rule === 'tracing' && traced ? traced.chain : [];
  return (
    <>
      {children}
      <div className={styles.fields}>
        {controls.map((control) => (
          <Field
            key={control.key}
            control={control}
            value={draft[control.key] ?? ''}
            onChange={(value) => change(control.key, value)}
          />
        ))}
      </div>
      <div className={styles.buttons}>
        <Button
          onClick={() => {
            setOwn(false);
            setIndex(isOwn ? index : index + 1);
          }}
        >
          {isOwn ? 'Back to a drawn picture' : 'Draw another'}
        </Button>
        {!isOwn && <Button onClick={() => setOwn(true)}>Draw your own</Button>}
        {isOwn && (
          <>
            <Button onClick={pad.undo} aria-disabled={contours.length === 0}>
              Undo
            </Button>
            <Button onClick={pad.clear} aria-disabled={contours.length === 0}>
              Clear
            </Button>
          </>
        )}
      </div>
      <div className={styles.beside}>
        {isOwn ? (
          <div
            className={styles.sheet}
            role="application"
            tabIndex={0}
            aria-label={`${inWords(picture)}. Draw here.`}
            aria-describedby="pathfinder-keys"
            data-picture="own"
            {...pad.handlers}
          >
            <Pixels picture={picture} chain={chain} line={pad.line} cursor={pad.cursor} />
          </div>
        ) : (
          <div className={styles.sheet} role="img" aria-label={inWords(picture)} data-picture="drawn">
            <Pixels picture={picture} chain={chain} />
          </div>
        )}
        <div className={styles.reading}>
          <Strip picture={picture} onError={onError} />
          <Rules {...{ rule, picture, guesses, traced, busy }} onRule={setRule} />
        </div>
      </div>
      {isOwn && (
        <p id="pathfinder-keys" className={styles.soft}>
          Draw lines with the pointer; tap an end to mark it. With the keyboard: arrows move, Space puts the pen down
          and lifts it, M marks the nearest end. <span role="status">{pad.note}</span>
        </p>
      )}
      {problem && <Notice what="The picture could not be judged." why={problem} next="Draw another." />}
      {drawingError && <Notice what="A picture could not be drawn." why={drawingError} next="Reload the page." />}
    </>
  );
}
