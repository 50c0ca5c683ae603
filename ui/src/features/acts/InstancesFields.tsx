import { Field, Input } from '@/components';
import type { InstancesDraft } from './InstancesForm';

type Text = Exclude<keyof InstancesDraft, 'provider' | 'reason'>;

interface Form {
  draft: InstancesDraft;
  edit: (part: Partial<InstancesDraft>) => void;
  at: (field: string) => string | undefined;
}

interface TextFieldProps extends Form {
  name: Text;
  label: string;
  optional?: boolean;
  className?: string;
}

const HINT: Record<Text, string> = {
  region: 'of AWS, as eu-central-1',
  engineVersion: 'its version; empty: 18.4',
  environment: 'a tag; empty: production',
  subnetGroup: 'where its servers get their addresses',
  securityGroups: 'ids, with spaces between, at most 5',
  alarmTopic: 'the ARN of the SNS topic; empty: alarms tell nobody',
  kmsKey: 'of tenants without one of their own',
};

const EXAMPLE: Record<Text, string> = {
  region: 'eu-central-1',
  engineVersion: '18.4',
  environment: 'production',
  subnetGroup: 'tenants-private',
  securityGroups: 'sg-0123456789abcdef0',
  alarmTopic: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  kmsKey: 'alias/tenants',
};

export function TextField({ name, label, optional, className, draft, edit, at }: TextFieldProps) {
  return (
    <Field
      label={label}
      name={name}
      error={at(name)}
      hint={HINT[name]}
      optional={optional}
      className={className}
    >
      <Input
        mono
        value={draft[name]}
        placeholder={EXAMPLE[name]}
        data-testid={`instances-${name}`}
        onChange={(event) => edit({ [name]: event.target.value })}
      />
    </Field>
  );
}

/** What AWS has to be told besides what the tier says. */
export function AwsFields(form: Form) {
  return (
    <div className="grid grid-cols-6 items-start gap-x-4 gap-y-3">
      <TextField name="region" label="Region" className="col-span-2" {...form} />
      <TextField name="engineVersion" label="PostgreSQL" optional className="col-span-2" {...form} />
      <TextField name="environment" label="Environment" optional className="col-span-2" {...form} />
      <TextField name="subnetGroup" label="Subnet group" optional className="col-span-3" {...form} />
      <TextField name="kmsKey" label="KMS key" optional className="col-span-3" {...form} />
      <TextField name="securityGroups" label="Security groups" optional className="col-span-6" {...form} />
      <TextField name="alarmTopic" label="Alarm topic" optional className="col-span-6" {...form} />
    </div>
  );
}
