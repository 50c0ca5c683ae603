import { Link } from '@tanstack/react-router';
import { Braces, Check, ShieldAlert, ShieldCheck } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Age, Button, CopyId, notify, Panel, RungLadder } from '@/components';
import type { CertificateAct, CertificateView } from '@/ipc';
import { copyText } from '@/lib/copyText';
import { bytes, count, plural } from '@/lib/format';
import { exact } from '@/lib/time';
import { Fact, Facts, None } from '../Facts';
import { HeldTables } from './HeldTables';

/** What certifies a purge: who, when, what was there, what is gone, and what is left. */
export function CertificatePanel({ certificate }: { certificate: CertificateView }) {
  const { document: said, issuedAt, restored } = certificate;
  return (
    <Panel
      title="Deletion certificate"
      className="overflow-hidden"
      aside={
        <span className="flex items-center gap-2">
          <span>
            issued <Age at={issuedAt} />
          </span>
          <CopyJson certificate={certificate} />
        </span>
      }
    >
      <div data-testid="certificate" data-intact={certificate.intact} className="flex flex-col">
        <Seal certificate={certificate} />
        {restored && (
          <p className="border-b bg-info-soft px-4 py-2 text-sm text-info-text" data-testid="restored">
            Brought back from its archive <Age at={restored.at} none="" /> by{' '}
            <span className="foreign font-medium">{restored.by}</span>:{' '}
            <OperationLink operation={restored.operation} />
          </p>
        )}
        <div className="grid grid-cols-2 divide-x border-b">
          <Half title="Deleted" act={said.deleted} />
          <Half title="Purged" act={said.purged} />
        </div>
        <Held certificate={certificate} />
        <Left certificate={certificate} />
      </div>
    </Panel>
  );
}

/** The words are the ones that are summed: a file of this is verified by `tenantryctl tenant certificate --verify`. */
function CopyJson({ certificate: { document, digest } }: { certificate: CertificateView }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    copyText(`${JSON.stringify({ document, digest }, null, 2)}\n`).then(() => setCopied(true), notify.failed);
  return (
    <Button
      tone="quiet"
      icon={copied ? Check : Braces}
      onClick={() => void copy()}
      className="-mr-2"
      data-testid="certificate-copy"
    >
      {copied ? 'Copied' : 'Copy as JSON'}
    </Button>
  );
}

/** Whether it is what was issued, computed by the console and not taken on trust. */
function Seal({ certificate: { intact, digest } }: { certificate: CertificateView }) {
  const Icon = intact ? ShieldCheck : ShieldAlert;
  return (
    <div
      role={intact ? undefined : 'alert'}
      data-testid="certificate-seal"
      className={`flex items-start gap-2.5 border-b px-4 py-2.5 text-sm ${intact ? 'bg-ok-soft text-ok-text' : 'bg-bad-soft text-bad-text'}`}
    >
      <Icon size={15} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1">
        <p>
          {intact
            ? 'It is what was issued: its digest was computed again here, and is the same.'
            : 'It is not what was issued: what stands here has another digest. Trust the audit trail, and find out who wrote to the table.'}
        </p>
        <CopyId value={digest} label="digest" className="mt-0.5 max-w-full" />
      </div>
    </div>
  );
}

function OperationLink({ operation }: { operation: string }) {
  return (
    <Link
      to="/operations/$operation"
      params={{ operation }}
      className="text-accent-text underline underline-offset-2"
    >
      its operation
    </Link>
  );
}

function Half({ title, act: { by, at, reason, operation, audit } }: { title: string; act: CertificateAct }) {
  return (
    <div className="min-w-0 px-4 py-3 text-sm">
      <h3 className="text-xs font-medium text-ink-2">{title}</h3>
      <p className="mt-0.5 min-w-0 break-words">
        by{' '}
        {by === null ? <None>somebody unknown</None> : <b className="foreign selectable font-medium">{by}</b>}
        {at !== null && (
          <span className="text-ink-2">
            , <Age at={at} />
          </span>
        )}
      </p>
      {at !== null && <p className="selectable text-xs text-ink-3">{exact(at)}</p>}
      {reason !== null && <p className="foreign selectable mt-1 break-words text-ink-2">{reason}</p>}
      <p className="mt-1 flex gap-3 text-xs text-ink-3">
        {audit !== null && (
          <Link to="/audit" search={{ entry: audit }} className="text-accent-text hover:underline">
            audit entry #{count(audit)}
          </Link>
        )}
        {operation !== null && <OperationLink operation={operation} />}
      </p>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b last:border-b-0">
      <h3 className="px-4 pt-2.5 text-xs font-medium text-ink-2">{title}</h3>
      <div className="px-1">{children}</div>
    </section>
  );
}

function Held({ certificate: { document: said } }: { certificate: CertificateView }) {
  const { held, rung, cluster, was } = said;
  return (
    <Section title="What was there">
      <Facts>
        <Fact name="Held in">
          <span className="foreign selectable font-mono text-xs break-all">{held.container}</span>
        </Fact>
        {held.keptAs && (
          <Fact name="In quarantine">
            <span className="foreign selectable font-mono text-xs break-all">{held.keptAs}</span>
          </Fact>
        )}
        <Fact name="Where">
          <span className="inline-flex min-w-0 flex-wrap items-center gap-x-3">
            <RungLadder rung={rung} labelled />
            <span className="foreign selectable font-mono text-xs">{cluster}</span>
            <span className="text-ink-3">and {was} before</span>
          </span>
        </Fact>
        <Fact name="In all">
          {held.rows === null ? <None>rows not counted</None> : plural(held.rows, 'row')} in{' '}
          {plural(held.tables.length, 'table')}
          {held.bytes === null ? (
            <span className="text-ink-3">, in tables shared with other tenants</span>
          ) : (
            `, ${bytes(held.bytes)}`
          )}
        </Fact>
      </Facts>
      <HeldTables tables={held.tables} />
    </Section>
  );
}

function Left({ certificate: { document: said } }: { certificate: CertificateView }) {
  const { gone, archive, backups } = said;
  return (
    <>
      <Section title="What is gone">
        <Facts>
          {gone.map(({ kind, name }) => (
            <Fact key={`${kind} ${name}`} name={kind}>
              <span className="foreign selectable font-mono text-xs break-all">{name}</span>
            </Fact>
          ))}
        </Facts>
        {gone.length === 0 && <p className="px-3 pb-3 text-sm text-ink-3">Nothing is named.</p>}
      </Section>
      <Section title="What is left">
        <Facts>
          <Fact name="Archive">
            {archive.folder === null ? (
              <None />
            ) : (
              <>
                <CopyId value={archive.folder} label="folder of the archive" className="max-w-full" />
                <p className="text-xs text-ink-3">
                  on the machine of the worker that wrote it
                  {archive.rows !== null && `; ${plural(archive.rows, 'row')}`}
                </p>
              </>
            )}
          </Fact>
          {archive.manifest !== null && (
            <Fact name="Its manifest">
              <CopyId value={archive.manifest} label="digest of the manifest" className="max-w-full" />
            </Fact>
          )}
          <Fact name="Backups">
            {backups.lastExpires !== null && (
              <p>
                the last expires <Age at={backups.lastExpires} />{' '}
                <span className="text-ink-3">({exact(backups.lastExpires)})</span>
              </p>
            )}
            <p className="foreign selectable break-words text-ink-2">{backups.said}</p>
          </Fact>
        </Facts>
      </Section>
    </>
  );
}
