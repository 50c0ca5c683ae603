import { useState } from 'react';
import { Button, Checkbox } from '@/components';
import type { ScrubFinding } from '@/ipc';
import { count } from '@/lib/format';
import { kindHeading } from '@/lib/scrub';
import { FindingRow } from './FindingRow';
import type { Chosen } from './useChosen';

/** Rows of one kind that are drawn at first, and with each further push. */
const AT_ONCE = 100;

export interface FindingTableProps {
  label: string;
  findings: readonly ScrubFinding[];
  chosen: Chosen;
}

/** One direction, kind by kind. */
export function FindingTable({ label, findings, chosen }: FindingTableProps) {
  const kinds = new Set(findings.map(({ kind }) => kind));
  return (
    <table aria-label={label} className="w-full table-fixed text-sm">
      <colgroup>
        <col className="w-11" />
        <col className="w-[30%]" />
        <col className="w-[15%]" />
        <col className="w-24" />
        <col />
        <col className="w-[19%]" />
      </colgroup>
      <thead>
        <tr className="h-7 border-b text-left text-xs text-ink-2 [&>th]:px-2 [&>th]:font-medium">
          <th scope="col">
            <span className="sr-only">Chosen</span>
          </th>
          <th scope="col">What and where</th>
          <th scope="col">Tenant</th>
          <th scope="col" className="text-right">
            Size
          </th>
          <th scope="col">Why it was found</th>
          <th scope="col">Decided</th>
        </tr>
      </thead>
      {[...kinds].map((kind) => (
        <Group
          key={kind}
          kind={kind}
          findings={findings.filter((one) => one.kind === kind)}
          chosen={chosen}
        />
      ))}
    </table>
  );
}

interface GroupProps {
  kind: string;
  findings: readonly ScrubFinding[];
  chosen: Chosen;
}

function Group({ kind, findings, chosen }: GroupProps) {
  const [shown, setShown] = useState(AT_ONCE);
  const open = findings.filter(({ purgedAt }) => purgedAt === null);
  const many = open.filter(chosen.has).length;
  const more = Math.min(AT_ONCE, findings.length - shown);
  return (
    <tbody data-testid={`kind-${kind}`}>
      <tr className="h-8 border-b">
        <td className="pl-4">
          {open.length > 0 && (
            <Checkbox
              aria-label={`Choose all of ${kindHeading(kind)}`}
              checked={many === open.length}
              indeterminate={many > 0 && many < open.length}
              onChange={(checked) => chosen.set(open, checked)}
              data-testid={`choose-${kind}`}
            />
          )}
        </td>
        <th scope="rowgroup" colSpan={5} className="px-2 text-left text-xs font-semibold">
          {kindHeading(kind)} <span className="font-normal text-ink-3">{count(findings.length)}</span>
        </th>
      </tr>
      {findings.slice(0, shown).map((finding) => (
        <FindingRow
          key={finding.number}
          finding={finding}
          chosen={chosen.has(finding)}
          onChoose={(checked) => chosen.set([finding], checked)}
        />
      ))}
      {more > 0 && (
        <tr className="h-10 border-b">
          <td />
          <td colSpan={5} className="px-2">
            <Button tone="quiet" onClick={() => setShown(shown + AT_ONCE)} data-testid={`more-${kind}`}>
              {count(more)} more of {count(findings.length - shown)}
            </Button>
          </td>
        </tr>
      )}
    </tbody>
  );
}
