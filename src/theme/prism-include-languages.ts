/** The theme's highlighter is not part of the pages (src/plugins/light), so it needs no languages. */
export default function prismIncludeLanguages(): void {
  // Nothing to include.
}
