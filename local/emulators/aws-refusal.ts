/**
 * How an AWS service says no over REST-JSON: the header `x-amzn-errortype` names the error. Thrown inside the stand-in only; the
 * HTTP edge turns it into a response, another stand-in's door into a failed delivery.
 */
export abstract class AwsRefusal<Type extends string> extends Error {
  readonly type: Type;

  constructor(type: Type, message: string) {
    super(message);
    this.type = type;
  }
}

/** The response the SDK reads as that error. */
export const refusalResponse = ({
  type,
  status,
  body,
}: {
  type: string;
  status: number;
  body: Readonly<Record<string, string>>;
}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
  });
