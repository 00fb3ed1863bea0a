// Speaks for SendGrid: `node check.cjs verify|sign`, with JSON on standard input. What verifies is SendGrid's own package, and what signs is the library
// under it, neither of which shares code with .NET.
const { EventWebhook } = require("@sendgrid/eventwebhook");
const { Ecdsa, PrivateKey } = require("starkbank-ecdsa");
const { prime256v1 } = require("starkbank-ecdsa/ellipticcurve/curve");
const { readFileSync } = require("node:fs");

const work = {
  verify({ publicKey, payload, signature, timestamp }) {
    const webhook = new EventWebhook();
    return webhook.verifySignature(webhook.convertPublicKeyToECDSA(publicKey), payload, signature, timestamp);
  },
  sign({ payload, timestamp }) {
    const key = new PrivateKey(prime256v1);
    const publicKey = key.publicKey().toPem().split("\n").filter((line) => !line.startsWith("-----")).join("");
    return { publicKey, signature: Ecdsa.sign(timestamp + payload, key).toBase64() };
  },
};

process.stdout.write(JSON.stringify(work[process.argv[2]](JSON.parse(readFileSync(0, "utf8")))));
