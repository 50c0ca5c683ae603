import { Switch as Base } from '@base-ui/react/switch';

export interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: string;
  disabled?: boolean;
}

export function Switch({ checked, onChange, label, disabled }: SwitchProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch brings its own hidden input, which the label wraps
    <label className="flex items-center gap-2 text-sm">
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="flex h-4 w-7 items-center rounded-full border border-control-line bg-bar-track p-px data-[checked]:border-accent data-[checked]:bg-accent data-[disabled]:opacity-50"
      >
        <Base.Thumb className="size-3 rounded-full bg-control-line transition-transform data-[checked]:translate-x-3 data-[checked]:bg-on-accent" />
      </Base.Root>
      {label}
    </label>
  );
}
