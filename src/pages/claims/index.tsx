import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import useBaseUrl from '@docusaurus/useBaseUrl';
import ledger from '@site/static/claims.json';
import Layout from '@theme/Layout';
import type { JudgedClaim } from '../../claims/judged.ts';
import Entry from './_Entry.tsx';
import Filter from './_Filter.tsx';
import Overview from './_Overview.tsx';
import styles from './styles.module.css';

const claims = ledger as unknown as readonly JudgedClaim[];

export default function Claims(): ReactNode {
  const file = useBaseUrl('/claims.json');
  return (
    <Layout
      title="Claims"
      description="What has been published about VLA, claim by claim: the words, the test, what was measured and the verdict."
    >
      <main className={`markdown ${styles.page}`}>
        <header>
          <h1>The published claims, on trial</h1>
          <p className="lede">
            What has been published about Variational Linear Attention, sentence by sentence, with the test of each and
            what came out.
          </p>
        </header>
        <p>
          A verdict is computed from the recorded figures by a rule with its thresholds in the code, whenever figures
          are recorded; nobody writes it. Some rules were committed before their figure was first recorded, others when
          its numbers could be seen; each entry says which, under its rule. A verdict is about the sentence as quoted,
          in the setting tried, and not about the method. Open a figure to run its test on your own device. Numbers of
          others are labelled “published”. The tests are described with the <Link to="/experiments">experiments</Link>.
          For programs there is{' '}
          <a href={file} download="claims.json">
            the ledger as JSON
          </a>
          .
        </p>
        <Filter claims={claims} />
        <Overview claims={claims} />
        {claims.map((claim) => (
          <Entry key={claim.id} claim={claim} />
        ))}
      </main>
    </Layout>
  );
}
