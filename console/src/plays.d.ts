/**
 * True for the page of `npm start`, which plays leads, sellers and the weather; false for that of a deployed stage, where what stands
 * behind it is not even built in (vite.config.ts).
 */
declare const __PLAYS__: boolean;
