// Dialogs of deeds on a tenant, opened from anywhere by `openAct`. Each takes `onClose` and the act's own fields.
export { ActDialog } from './ActDialog';
