// What the lists show, and in which order.
import type { Cause, Device, Guide, Provider } from '../knowledge/schemas/index.ts';
import { knowledge } from './knowledge.ts';

export const guidesInOrder = (): Guide[] => Object.values(knowledge.guides).sort((a, b) => a.order - b.order);

export const providersByName = (): Provider[] => Object.values(knowledge.providers).sort((a, b) => a.name.localeCompare(b.name));

export const deviceName = (device: Device): string => `${device.brand} ${device.name}`;

export const devicesByName = (): Device[] => Object.values(knowledge.devices).sort((a, b) => deviceName(a).localeCompare(deviceName(b)));

export const causesByTitle = (): Cause[] => Object.values(knowledge.causes).sort((a, b) => a.title.localeCompare(b.title));
