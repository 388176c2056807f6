/// <reference path="./.sst/platform/config.d.ts" />

/** What is deployed, by name; each file of infra/ says how. Verified without an account by `npm run infra`. */
export default $config({
  app: ({ stage }) => ({
    name: 'bastao',
    version: '4.17.1',
    home: 'aws',
    // Production refuses `sst remove`, and keeps what leads wrote even if it is removed by force (infra/queue.ts).
    removal: stage === 'production' ? 'retain' : 'remove',
    protect: stage === 'production',
    providers: { aws: { region: (process.env['AWS_REGION'] ?? 'sa-east-1') as 'sa-east-1' } },
  }),
  run: async () => {
    // Live functions would run here with the developer's rights instead of each function's own, and on no queue's time-out.
    if ($dev)
      throw new Error(
        '`sst dev` is not for this product: `npm start` runs all of it on this machine, and a stage of your own is `npx sst deploy --stage <you>`.',
      );
    await import('./infra/defaults.ts');
    await import('./infra/queue.ts');
    await import('./infra/schedule.ts');
    await import('./infra/functions.ts');
    await import('./infra/reconcile-timer.ts');
    await import('./infra/vital-signs.ts');
    await import('./infra/dashboard.ts');
    await import('./infra/settings.ts');
    const { api } = await import('./infra/api.ts');
    const { hasConsole } = await import('./infra/stage.ts');
    const page = hasConsole ? (await import('./infra/console.ts')).consoleDoor.url : null;
    return {
      whatsappCloudWebhook: $interpolate`${api.url}/webhooks/whatsapp/cloud`,
      whatsappEvolutionWebhook: $interpolate`${api.url}/webhooks/whatsapp/evolution`,
      // The secret itself is not printed: `npm run ops -- setup` subscribes with it.
      kommoWebhook: $interpolate`${api.url}/webhooks/kommo/<KommoWebhookSecret>`,
      ...(page !== null && { console: page }),
    };
  },
});
