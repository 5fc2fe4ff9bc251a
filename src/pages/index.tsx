import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import Layout from '@theme/Layout';
import MDXContent from '@theme/MDXContent';
import OpeningFigure from './_opening-figure.mdx';
import styles from './index.module.css';

const ways = [
  { to: '/intro', label: 'Introduction', text: 'The idea, from the problem it solves.' },
  { to: '/mathematics', label: 'Mathematics', text: 'The recurrence, its exact chunkwise form, its gradients.' },
  { to: '/api/vla-core', label: 'API', text: 'Operators and layers, on WebGPU and on the CPU.' },
  { to: '/getting-started', label: 'Getting started', text: 'Use it, and check it on your device.' },
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
            used and writes along the ones that are free. Every figure on this site was computed by the code it
            documents. Press Run, and your own device computes it again.
          </p>
        </header>
        <div className={styles.figure}>
          <MDXContent>
            <OpeningFigure />
          </MDXContent>
        </div>
        <nav className={styles.ways} aria-label="Where to begin">
          {ways.map(({ to, label, text }) => (
            <Link key={to} to={to}>
              <strong>{label}</strong>
              <span>{text}</span>
            </Link>
          ))}
        </nav>
      </main>
    </Layout>
  );
}
