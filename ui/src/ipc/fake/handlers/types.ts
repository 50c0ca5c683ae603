import type { CommandName, Commands } from '../../generated/commands';
import type { FakeState, FakeWishes } from '../state';

export interface Scene {
  state: FakeState;
  wishes: FakeWishes;
}

export type Handler<N extends CommandName> = (
  request: Commands[N]['request'],
  scene: Scene,
) => Commands[N]['response'] | Promise<Commands[N]['response']>;

export type Handlers<N extends CommandName = CommandName> = { [K in N]: Handler<K> };
