package dev.jensen.spring;

import java.net.URI;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/// Where the deployment is that an application's clients call. A bean of this type goes before
/// `jensen.url`.
public interface JensenConnectionDetails extends ConnectionDetails {

  /// The `http` or `https` URL of the deployment.
  URI url();
}
