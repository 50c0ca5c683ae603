import axe from 'axe-core';

/** What axe finds, one line each. Colours are judged by tokens.test.ts and in the real window: jsdom paints nothing. */
export async function axeFindings(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
