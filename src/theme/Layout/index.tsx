import type { ComponentProps, ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { useLocation } from '@docusaurus/router';
import Layout from '@theme-original/Layout';

/** The search page comes from a package and has no main landmark; every other page brings its own. */
export default function LayoutWithMain({ children, ...props }: ComponentProps<typeof Layout>): ReactNode {
  const { pathname } = useLocation();
  const search = useBaseUrl('/search');
  const isSearch = pathname.replace(/\/$/, '') === search;
  return <Layout {...props}>{isSearch ? <main>{children}</main> : children}</Layout>;
}
