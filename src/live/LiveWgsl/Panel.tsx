import { useMemo, useState, type ReactNode } from 'react';
import Announcer from '../../components/Announcer/index.tsx';
import CellFrame from '../CellFrame/index.tsx';
import type { PanelProps } from '../CellSlot/index.tsx';
import { useCellText } from '../useCellText.ts';
import { announcement } from './announcement.ts';
import Result from './Result.tsx';
import { useKernelRun } from './useKernelRun.ts';

const SEED = 1;

/** The live part of a kernel's text. */
export default function Panel({ code, wish, id = '', children }: PanelProps): ReactNode {
  const [text, setText] = useCellText(code);
  const [ranText, setRanText] = useState(code);
  const { state, run, stop, reset } = useKernelRun();
  const faultyLines = useMemo(() => {
    if (state.phase !== 'ended' || text !== ranText) return [];
    return state.answer.messages.filter(({ kind }) => kind === 'error').map(({ line }) => line);
  }, [state, text, ranText]);

  return (
    <CellFrame
      kind="wgsl"
      language="wgsl"
      label={`WGSL text of the kernel of ${id}.`}
      original={code}
      text={text}
      state={state.phase === 'ended' ? state.answer.type : state.phase}
      running={state.phase === 'running'}
      wish={wish}
      faultyLines={faultyLines}
      block={children}
      onChange={setText}
      onRun={() => {
        setRanText(text);
        run({ kernel: id, text, seed: SEED });
      }}
      onStop={stop}
      onReset={() => {
        setText(code);
        reset();
      }}
    >
      <Announcer message={announcement(state)} />
      <Result state={state} />
    </CellFrame>
  );
}
