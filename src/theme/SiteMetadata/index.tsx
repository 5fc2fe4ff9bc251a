import type { ReactNode } from 'react';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import SiteMetadata from '@theme-original/SiteMetadata';

/** The full address of each page and its picture, for those who list or share it; nothing where the build knows none. */
export default function SiteMetadataWithAddress(): ReactNode {
  const { customFields } = useDocusaurusContext().siteConfig;
  return customFields?.['addressKnown'] ? <SiteMetadata /> : null;
}
