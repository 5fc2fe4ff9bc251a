import type { ReactNode } from 'react';
import PageList from '@site/src/components/PageList/index.tsx';

const places = [
  { to: '/', label: 'Home', text: 'what this site is' },
  { to: '/mathematics', label: 'Mathematics', text: 'the recurrence and everything about it' },
  { to: '/experiments', label: 'Experiments', text: 'all figures' },
  { to: '/claims', label: 'Claims', text: 'what was published, and how it fared' },
  { to: '/glossary', label: 'Glossary', text: 'the words, with links to where they are explained' },
];

/** What stands at an address that has no page. */
export default function NotFound(): ReactNode {
  return (
    <main className="markdown plain-page">
      <h1>There is no page here</h1>
      <p>
        The address may be mistyped, or it belongs to another version of this site. The search above finds words of
        every page; these are good places to begin:
      </p>
      <PageList pages={places} />
    </main>
  );
}
