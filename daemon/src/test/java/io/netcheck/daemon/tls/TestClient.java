// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/** A client that sees the bytes: TLS by the JDK, HTTP by hand. */
public final class TestClient {
  private static final int ATTEMPTS = 4;

  private final InetSocketAddress server;
  private final Path trusted;
  private final Optional<CertificateIdentity> identity;
  private final Consumer<SSLParameters> wishes;

  private TestClient(
      InetSocketAddress server,
      Path trusted,
      Optional<CertificateIdentity> identity,
      Consumer<SSLParameters> wishes) {
    this.server = server;
    this.trusted = trusted;
    this.identity = identity;
    this.wishes = wishes;
  }

  /** One that knows the authority of {@code folder} and has no certificate. */
  public static TestClient of(InetSocketAddress server, Path folder) {
    return new TestClient(server, folder.resolve("ca.pem"), Optional.empty(), _ -> {});
  }

  /** One that shows {@code NAME.pem}, whoever the server says it trusts. */
  public TestClient showing(Path folder, String name) throws IOException {
    CertificateIdentity shown =
        CertificateIdentity.of(
            name,
            Files.readString(folder.resolve(name + ".pem")),
            name,
            Files.readString(folder.resolve(name + ".key")));
    return new TestClient(server, trusted, Optional.of(shown), wishes);
  }

  public TestClient speaking(String... protocols) {
    return new TestClient(server, trusted, identity, it -> it.setProtocols(protocols));
  }

  public TestClient withGroups(String... groups) {
    return new TestClient(server, trusted, identity, it -> it.setNamedGroups(groups));
  }

  private SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity.map(it -> new KeyManager[] {new Shown(it)}).orElse(null),
          new TrustManager[] {
            CertificateAuthorities.of("ca", Files.readString(trusted)).trustManager()
          },
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Java's own shows only what the server says that it may take. */
  private static final class Shown extends X509ExtendedKeyManager {
    private final CertificateIdentity identity;

    Shown(CertificateIdentity identity) {
      this.identity = identity;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[] {"own"};
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
      return "own";
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return "own";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }
  }

  /** An open connection. */
  public final class Connection implements AutoCloseable {
    private final SSLSocket socket;

    private Connection() throws IOException {
      socket = (SSLSocket) context().getSocketFactory().createSocket();
      SSLParameters parameters = socket.getSSLParameters();
      wishes.accept(parameters);
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(20_000);
      socket.connect(server, 20_000);
      socket.startHandshake();
    }

    public String protocol() {
      return socket.getSession().getProtocol();
    }

    public X509Certificate certificate() throws IOException {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    /** The answer, head and body, to a GET of {@code path} with these lines of header. */
    public String get(String path, String... headers) throws IOException {
      StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: it\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      OutputStream out = socket.getOutputStream();
      out.write(request.append("\r\n").toString().getBytes(ISO_8859_1));
      return read(socket.getInputStream());
    }

    /** Whether the server agrees to a new handshake on this connection, which only TLS 1.2 has. */
    public boolean renegotiates() {
      try {
        socket.startHandshake();
        return code(get("/")) > 0;
      } catch (IOException _) {
        return false;
      }
    }

    /** Asks, and does not read. */
    public void ask(String path) throws IOException {
      socket
          .getOutputStream()
          .write(("GET " + path + " HTTP/1.1\r\nHost: it\r\n\r\n").getBytes(ISO_8859_1));
    }

    /**
     * Whether the server has closed the connection, found out without reading: the server's system
     * answers what is sent to a closed connection with a reset.
     */
    public boolean isReset() {
      try {
        ask("/");
        return false;
      } catch (IOException _) {
        return true;
      }
    }

    /** Reads what there is, and whether that is less than was promised. */
    public boolean isCutShort(int bytes) {
      try {
        return socket.getInputStream().readAllBytes().length < bytes;
      } catch (SocketTimeoutException _) {
        return false;
      } catch (IOException _) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Some attempts, because the servers of the tests are impatient and a machine may be busy. */
  public Connection connect() throws IOException {
    for (int i = 1; i < ATTEMPTS; i++) {
      try {
        return new Connection();
      } catch (IOException _) {
        // The last one's is thrown.
      }
    }
    return new Connection();
  }

  /** The answer on a connection of its own. */
  public String get(String path, String... headers) throws IOException {
    try (Connection connection = connect()) {
      return connection.get(path, headers);
    }
  }

  /** The status, or 0 where there is no answer, whatever the reason. */
  public int status(String path, String... headers) {
    try {
      return code(get(path, headers));
    } catch (IOException _) {
      return 0;
    }
  }

  public static int code(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("no answer but " + head);
      }
      head.append((char) c);
    }
    String length = head.toString().toLowerCase(Locale.ROOT);
    int at = length.indexOf("content-length: ");
    int bytes = at < 0 ? 0 : Integer.parseInt(length.substring(at + 16, length.indexOf('\r', at)));
    return head + new String(in.readNBytes(bytes), ISO_8859_1);
  }
}
