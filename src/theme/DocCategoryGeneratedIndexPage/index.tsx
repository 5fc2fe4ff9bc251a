import type { ReactNode } from 'react';
import { PageMetadata } from '@docusaurus/theme-common';
import {
  findFirstSidebarItemLink,
  useCurrentSidebarCategory,
  useDocsVersion,
} from '@docusaurus/plugin-content-docs/client';
import PageList, { type ListedPage } from '@site/src/components/PageList/index.tsx';
import type { Props } from '@theme/DocCategoryGeneratedIndexPage';
import DocPaginator from '@theme/DocPaginator';

/** The page of a group in the sidebar: what the group is about, and its pages, each with its description. */
export default function GroupPage({ categoryGeneratedIndex }: Props): ReactNode {
  const { title, description, navigation } = categoryGeneratedIndex;
  return (
    <>
      <PageMetadata title={title} {...(description ? { description } : {})} />
      <article className="markdown">
        <h1>{title}</h1>
        {description && <p className="lede">{description}</p>}
        <PageList pages={usePagesOfGroup()} />
      </article>
      <footer className="margin-top--lg">
        <DocPaginator previous={navigation.previous} next={navigation.next} />
      </footer>
    </>
  );
}

function usePagesOfGroup(): readonly ListedPage[] {
  const { docs } = useDocsVersion();
  return useCurrentSidebarCategory().items.flatMap((item) => {
    if (item.type === 'html') return [];
    if (item.type === 'link') {
      const { label, href, docId, description = docId && docs[docId]?.description } = item;
      return [{ to: href, label, text: description || undefined }];
    }
    const to = findFirstSidebarItemLink(item);
    return to ? [{ to, label: item.label, text: item.description }] : [];
  });
}
