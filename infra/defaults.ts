/**
 * House rules for every function, imported before any is made.
 *
 * The trust policy is written here because SST 4.17.1 lets the whole account assume every function's role (`dev` became an
 * Output, which is always truthy; facts/serverless.md §1, trap 1). AWS's managed logging policy allows every log group of the
 * account: it goes, and each function may write to its own (functions.ts).
 */
$transform(sst.aws.Function, (args) => {
  args.runtime ??= 'nodejs24.x';
  args.architecture ??= 'arm64';
  args.logging ??= { retention: '1 month' };
  // Parts loaded on demand stay files of their own: a webhook must not load a database client that it seldom needs.
  // undici asks for its name when it is bundled for Node itself, and then leaves its experimental parser out: 150 KB.
  args.nodejs ??= { minify: true, splitting: true, esbuild: { define: { esbuildDetection: '1' } } };
  args.transform = {
    ...args.transform,
    role: (role) => {
      role.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: 'lambda.amazonaws.com' });
      role.managedPolicyArns = [];
    },
  };
});

export {};
