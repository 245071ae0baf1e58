// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.daemon.settings.Form;
import io.netcheck.daemon.settings.Forms;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Where an exporter keeps what it knows. */
public sealed interface StoreConfig {
  /** In its memory alone. */
  record Memory() implements StoreConfig {}

  /** In a file as well. */
  record InFile(Path path) implements StoreConfig {}

  /**
   * In etcd as well, which other exporters may share.
   *
   * @param endpoints of one cluster, all {@code http} or all {@code https}
   */
  record InEtcd(List<URI> endpoints, EtcdAccess access) implements StoreConfig {
    public InEtcd {
      endpoints = List.copyOf(endpoints);
    }

    /** Whether TLS is spoken. */
    public boolean isEncrypted() {
      return "https".equals(endpoints.getFirst().getScheme());
    }
  }

  /** Why an address of etcd is none. */
  String NO_ENDPOINT = "an address is not http://HOST:PORT or https://HOST:PORT";

  /** {@code memory}, {@code file:PATH} or {@code etcd:http://HOST:PORT,…}. */
  Form<StoreConfig> FORM =
      new Form<>("memory, file:PATH or etcd:http(s)://HOST:PORT[,…]", StoreConfig::parse);

  /** The same with the access to etcd that other settings say. */
  default StoreConfig with(EtcdAccess access) {
    return switch (this) {
      case Memory _, InFile _ -> this;
      case InEtcd etcd -> new InEtcd(etcd.endpoints, access);
    };
  }

  private static StoreConfig parse(String text) {
    if (text.equals("memory")) {
      return new Memory();
    }
    if (text.startsWith("file:")) {
      return inFile(text.substring("file:".length()));
    }
    if (text.startsWith("etcd:")) {
      return inEtcd(text.substring("etcd:".length()));
    }
    throw new IllegalArgumentException();
  }

  private static StoreConfig inFile(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("that is no path", e);
    }
    Path folder = path.toAbsolutePath().getParent();
    if (text.isBlank() || folder == null) {
      throw new IllegalArgumentException("the path of a file is missing");
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("that is a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("there is no folder " + folder);
    }
    return new InFile(path);
  }

  private static StoreConfig inEtcd(String text) {
    List<URI> endpoints = Forms.split(text).stream().map(StoreConfig::endpoint).toList();
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("an address is missing");
    }
    if (endpoints.stream().map(URI::getScheme).distinct().count() > 1) {
      throw new IllegalArgumentException("either http or https for all of them");
    }
    return new InEtcd(endpoints, EtcdAccess.OPEN);
  }

  private static URI endpoint(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(NO_ENDPOINT, e);
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    String path = uri.getPath();
    boolean bare = path != null && (path.isEmpty() || path.equals("/"));
    if (!http || uri.getHost() == null || !bare || uri.getQuery() != null) {
      throw new IllegalArgumentException(NO_ENDPOINT);
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException("user and password stand in NETCHECK_ETCD_AUTH_FILE");
    }
    if (uri.getPort() < 1 || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("an address has no port");
    }
    return uri;
  }
}
