import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/**
 * Puts each request into a file of its own and deletes it: java Uploads.java PORT [delete].
 *
 * <p>Without "delete" it also asks for what File.deleteOnExit does, which keeps each path until the end (JDK-4872014).
 */
public final class Uploads {
  private static void store(boolean onExit) throws IOException {
    File file = File.createTempFile("upload", ".bin");
    if (onExit) file.deleteOnExit();
    file.delete();
  }

  public static void main(String[] words) throws IOException {
    boolean onExit = words.length < 2;
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(words[0])), 1024);
    server.createContext("/", exchange -> {
      try (exchange) {
        store(onExit);
        byte[] page = "hello\n".getBytes();
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
      }
    });
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.start();
  }
}
