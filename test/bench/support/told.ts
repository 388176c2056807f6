/** A hand that does as it is told: the tests of `hand.ts`. */
process.on('message', (task: { readonly do: 'answer' | 'exit' | 'leave' | 'die' | 'nothing' }) => {
  if (task.do === 'answer') process.send?.({ says: 'done' });
  if (task.do === 'exit') process.exit(3);
  // As a process that believes it is through.
  if (task.do === 'leave') process.exit(0);
  if (task.do === 'die') process.kill(process.pid, 'SIGKILL');
});
