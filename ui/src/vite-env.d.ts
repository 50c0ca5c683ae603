/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** `fake`: the in-memory host instead of the native one. */
  readonly VITE_HOST?: string;
}
