import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import PageList from '@site/src/components/PageList/index.tsx';
import Layout from '@theme/Layout';
import MDXContent from '@theme/MDXContent';
import OpeningFigure from './_opening-figure.mdx';
import styles from './index.module.css';

const ways = [
  { to: '/intro', label: 'Introduction', text: 'the idea, from the problem it solves' },
  { to: '/mathematics', label: 'Mathematics', text: 'the recurrence, its exact chunkwise form, its gradients' },
  { to: '/experiments', label: 'Experiments', text: 'each published statement, its test and what came out' },
  { to: '/claims', label: 'Claims', text: 'the verdicts, with their numbers and rules' },
  { to: '/training', label: 'Train it here', text: 'a small model that learns while you watch' },
  { to: '/api/vla-core', label: 'API', text: 'operators and layers, on WebGPU and on the CPU' },
  { to: '/getting-started', label: 'Getting started', text: 'use it, and check it on your device' },
];

export default function Home(): ReactNode {
  const { siteConfig } = useDocusaurusContext();
  return (
    <Layout description={siteConfig.tagline}>
      <main className={styles.page}>
        <header className={styles.opening}>
          <h1>Variational Linear Attention</h1>
          <p>
            A linear attention layer with a memory of fixed size, which keeps track of the directions it has already
            used and writes along the ones that are free.
          </p>
          <p>
            The method is by <Link to="https://arxiv.org/abs/2605.11196">Singh and Pandey (2026)</Link>. This site
            explains it and tests what was published about it. Press <strong>Run</strong> under a figure: your own
            device computes it again, and says whether it agrees.
          </p>
        </header>
        <div className={styles.figure}>
          <MDXContent>
            <OpeningFigure />
          </MDXContent>
        </div>
        <nav aria-label="Where to begin">
          <PageList pages={ways} />
        </nav>
      </main>
    </Layout>
  );
}
