// An OpenID provider for one lease. Arguments: the library's main file, port. Environment: OIDC_SECRET.
import { generateKeyPairSync } from "node:crypto";
import { pathToFileURL } from "node:url";

const [library, port] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(library));
const issuer = `http://127.0.0.1:${port}`;
const jwk = (kind, options, more) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }),
  ...more,
});

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "lease",
      client_secret: process.env.OIDC_SECRET,
      // A native application may come back to any port of the loopback address.
      application_type: "native",
      redirect_uris: ["http://127.0.0.1/callback", "http://localhost/callback"],
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      response_types: ["code"],
    },
  ],
  jwks: { keys: [jwk("rsa", { modulusLength: 2048 }, { use: "sig", alg: "RS256", kid: "first" })] },
  cookies: { keys: [process.env.OIDC_SECRET] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  scopes: ["openid", "offline_access", "email", "profile", "read", "write"],
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
  },
  findAccount: async (_context, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, name: id, email: `${id}@example.com`, email_verified: true }),
  }),
});
provider.listen(Number(port), "127.0.0.1");
