import { useMemo, useState, type ReactNode } from 'react';
import Announcer from '../../components/Announcer/index.tsx';
import CellFrame from '../CellFrame/index.tsx';
import type { PanelProps } from '../CellSlot/index.tsx';
import { useCellText } from '../useCellText.ts';
import { announcement } from './announcement.ts';
import Output from './Output.tsx';
import { useCellRun } from './useCellRun.ts';

/** The live part of an example. */
export default function Panel({ code, wish, children }: PanelProps): ReactNode {
  const [text, setText] = useCellText(code);
  const [ranText, setRanText] = useState(code);
  const { state, run, stop, reset } = useCellRun();
  const { end } = state;
  const line = end?.type === 'failed' ? end.failure.line : null;
  const faultyLines = useMemo(() => (line === null || text !== ranText ? [] : [line]), [line, text, ranText]);

  return (
    <CellFrame
      kind="code"
      language="ts"
      label="Code of this example."
      original={code}
      text={text}
      state={state.phase}
      running={state.phase === 'running'}
      wish={wish}
      faultyLines={faultyLines}
      block={children}
      onChange={setText}
      onRun={() => {
        setRanText(text);
        run(text);
      }}
      onStop={stop}
      onReset={() => {
        setText(code);
        reset();
      }}
    >
      <Announcer message={announcement(state)} />
      <Output state={state} source={ranText} />
    </CellFrame>
  );
}
