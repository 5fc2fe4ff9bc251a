import { Component, type ReactNode } from 'react';
import { sentence } from '../../lib/sentence.ts';
import Notice from '../Notice/index.tsx';

export interface BoundaryProps {
  /** Says what stopped, in a sentence. */
  readonly what: string;
  /** Stands before the notice, and does not depend on what failed. */
  readonly rest?: ReactNode;
  readonly onFault?: () => void;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly fault: { readonly why: string } | null;
}

/** Keeps a fault of a part to that part: a notice takes its place, and the page around it keeps working. */
export default class Boundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = { fault: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { fault: { why: sentence(why) } };
  }

  override componentDidCatch(): void {
    this.props.onFault?.();
  }

  override render(): ReactNode {
    const { what, rest, children } = this.props;
    const { fault } = this.state;
    if (!fault) return children;
    return (
      <>
        {rest}
        <Notice
          what={what}
          why={fault.why}
          next="Try again, or reload the page."
          action={{ label: 'Try again', run: () => this.setState({ fault: null }) }}
        />
      </>
    );
  }
}
