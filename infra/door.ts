/** A public door: API Gateway v2 without CORS, with a brake and an access log in which nobody can be recognised. */

/**
 * Without address, user agent and path: the first two are personal data, and Kommo's path holds a secret. The route key
 * names the route without it.
 */
const ACCESS_LOG = JSON.stringify({
  requestTime: '$context.requestTime',
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integration.latency',
  integrationError: '$context.integrationErrorMessage',
  stage: $app.stage,
});

/** `aSecond`: how many requests are let in; HTTP APIs have no WAF, this is the brake. */
export const door = (component: string, { aSecond, atOnce }: { aSecond: number; atOnce: number }) =>
  new sst.aws.ApiGatewayV2(component, {
    cors: false,
    accessLog: { retention: '2 weeks' },
    transform: {
      stage: (args) => {
        args.accessLogSettings = $output(args.accessLogSettings).apply((settings) => ({
          destinationArn: settings?.destinationArn ?? '',
          format: ACCESS_LOG,
        }));
        args.defaultRouteSettings = { throttlingRateLimit: aSecond, throttlingBurstLimit: atOnce };
      },
    },
  });
