import { provideServices } from './provide-services.mjs';
import { expectedServiceUser } from './service-user.mjs';
import { makeThrowawayFolder, sweepThrowawayFolders } from './throwaway-folder.mjs';

/**
 * Runs `work` with services of its own, which end and vanish with the script (`runScript` sees to it).
 * @param options as for provideServices, without the folder
 */
export async function withServices(options, work) {
  await sweepThrowawayFolders();
  const home = makeThrowawayFolder(expectedServiceUser());
  return work(await provideServices({ ...options, home }));
}
