import type { ComponentType, ReactNode } from 'react';
import Boundary from '../Boundary/index.tsx';
import Notice from '../Notice/index.tsx';
import { useLoaded } from './useLoaded.ts';

export interface LoadedProps<Props> {
  /** How readers call the part, at the beginning of a sentence: "The charts". */
  readonly name: string;
  /** Imports it. Must be the same function on every render. */
  readonly load: () => Promise<{ readonly default: ComponentType<Props> }>;
  readonly waiting: ReactNode;
  readonly props: Props;
}

/** A part of a widget that is fetched when it is shown. Where it does not come, or stops, a notice says so in its place. */
export default function Loaded<Props extends object>({ name, load, waiting, props }: LoadedProps<Props>): ReactNode {
  const { part: Part, fault } = useLoaded<ComponentType<Props>>(load);
  if (fault) return <Notice what={`${name} could not be loaded.`} {...fault} />;
  if (!Part) return waiting;
  return (
    <Boundary what={`${name} stopped.`}>
      <Part {...props} />
    </Boundary>
  );
}
