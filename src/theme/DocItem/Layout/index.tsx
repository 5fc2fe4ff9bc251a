import type { ReactNode } from 'react';
import { useDoc } from '@docusaurus/plugin-content-docs/client';
import ContentVisibility from '@theme/ContentVisibility';
import DocItemContent from '@theme/DocItem/Content';
import DocItemFooter from '@theme/DocItem/Footer';
import DocItemPaginator from '@theme/DocItem/Paginator';
import TocDesktop from '@theme/DocItem/TOC/Desktop';
import TocMobile from '@theme/DocItem/TOC/Mobile';
import styles from './styles.module.css';

/** A page: the text with its margin, and beside both the table of contents, which folds where there is no space. */
export default function Layout({ children }: { children: ReactNode }): ReactNode {
  const { frontMatter, toc, metadata } = useDoc();
  const hasContents = !frontMatter.hide_table_of_contents && toc.length > 0;
  return (
    <div className={styles.page}>
      <article className={styles.article}>
        <ContentVisibility metadata={metadata} />
        {hasContents && (
          <div className={styles.folded}>
            <TocMobile />
          </div>
        )}
        <DocItemContent>{children}</DocItemContent>
        <DocItemFooter />
        <DocItemPaginator />
      </article>
      {hasContents && (
        <div className={styles.beside}>
          <TocDesktop />
        </div>
      )}
    </div>
  );
}
