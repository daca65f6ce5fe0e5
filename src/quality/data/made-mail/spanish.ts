import { list, phrases, type Tongue } from "./phrases.ts";

/** Spanish phrases. */
export const spanish: Tongue = {
  name: "es",
  greetings: list("Hola {name},\nBuenos días {name},\nEstimados compañeros:"),
  strangers: list("Estimado cliente,\nEstimado usuario,\nHola {mail},\nEstimado/a titular,\nApreciado cliente,"),
  closings: list(
    "Atentamente, el equipo de {brand}\nUn abrazo, {name}\n© {brand} Todos los derechos reservados\nServicio al cliente de {brand}",
  ),
  bait: {
    account: phrases(`
      Su cuenta ha sido bloqueada
      Actividad inusual en su cuenta {brand}
      Actualice sus datos
      Su contraseña caduca hoy
      Su buzón de correo está lleno
      Su tarjeta ha sido suspendida
      Nuevo dispositivo vinculado a su banca en línea
      Tu almacenamiento está lleno
      --
      Hemos detectado un inicio de sesión inusual en su cuenta. Verifique su identidad para evitar el bloqueo.
      Su cuenta ha sido suspendida temporalmente. Confirme su información en las próximas {days} horas.
      Por motivos de seguridad debe activar el nuevo sistema de seguridad web. No podrá usar su tarjeta hasta entonces.
      Su contraseña caduca hoy. Haga clic aquí para conservar la misma contraseña.
      Su buzón ha superado el límite de almacenamiento y no podrá recibir correos nuevos.
      Si no actualiza sus datos, su cuenta será cancelada de forma permanente.
      Tus fotos y vídeos serán eliminados porque tu almacenamiento está lleno.
      --
      Verificar mi cuenta
      Actualizar ahora
      Acceder
      Haga clic aquí
      Confirmar
    `),
    money: phrases(`
      Factura electrónica {id}
      Comprobante de transferencia
      Su pago ha sido rechazado
      Reembolso de {amount}
      Tiene una factura pendiente
      --
      Adjunto encontrará la factura pendiente de pago por un importe de {amount}.
      No hemos podido procesar su pago. Actualice su método de pago para no perder el servicio.
      Tiene derecho a un reembolso de {amount}. Rellene el formulario para recibirlo.
      Adjuntamos el comprobante de la transferencia realizada a su cuenta, por favor confirme.
      --
      Ver factura
      Descargar factura
      Actualizar pago
      Solicitar reembolso
    `),
    parcel: phrases(`
      Su paquete no ha podido ser entregado
      Su envío está pendiente de pago
      Aviso de entrega {id}
      --
      Su paquete está retenido en nuestro centro por falta de pago de los gastos de envío ({amount}).
      No hemos podido entregar su paquete. Confirme su dirección y programe una nueva entrega.
      --
      Pagar gastos
      Programar entrega
      Seguir mi paquete
    `),
    authority: phrases(`
      Multa pendiente de pago
      Citación judicial {id}
      Devolución de impuestos
      Notificación de la administración
      --
      Tiene una multa pendiente de pago. Pague en {days} días para evitar recargos.
      Ha sido citado ante el juzgado. Descargue la notificación para conocer los detalles.
      Tiene una nueva notificación disponible. Acceda con su certificado para consultarla.
      Tiene derecho a una devolución de {amount}. Confirme sus datos bancarios.
      --
      Ver notificación
      Pagar multa
    `),
    prize: phrases(`
      ¡Felicidades! Ha sido seleccionado
      Ha ganado un {item}
      Su recompensa le espera
      --
      Ha sido elegido para recibir un {item} gratis. Responda a una breve encuesta para reclamarlo.
      Reclame su premio antes de que caduque. Solo debe pagar los gastos de envío.
      Sus puntos están a punto de caducar. Canjéelos ahora.
      --
      Reclamar premio
      Participar ahora
    `),
    wallet: phrases(`
      Verifique su billetera
      Retiro de bitcoin pendiente
      --
      Su billetera será suspendida si no completa la verificación. Introduzca su frase de recuperación.
      Tiene {amount} en bitcoin listos para retirar.
      --
      Verificar billetera
    `),
    document: phrases(`
      Documento compartido
      Presupuesto solicitado
      Orden de compra {id}
      --
      Se ha compartido un documento con usted. Inicie sesión con su correo para verlo.
      Adjunto la orden de compra, por favor envíe su mejor precio y plazo de entrega.
      --
      Ver documento
    `),
    fortune: phrases(`
      Donación de {amount}
      Oferta de préstamo
      Propuesta de negocio
      --
      Quiero donarle {amount}. Responda a mi correo privado para más detalles.
      Ofrecemos préstamos al 3% de interés sin aval. Responda con su nombre y teléfono.
      Le contacto por una herencia de {amount} de un cliente fallecido.
      --
    `),
    threat: phrases(`
      Su dispositivo ha sido hackeado
      --
      He grabado un vídeo suyo con su cámara. Envíe {amount} en bitcoin o lo enviaré a sus contactos.
      --
    `),
    offer: phrases(`
      Pierda {n} kilos sin dieta
      Mujeres cerca de ti
      --
      Este sencillo truco elimina la grasa, los médicos no salen de su asombro.
      Una mujer de tu ciudad quiere conocerte. Mira sus fotos.
      --
      Ver fotos
      Ver video
    `),
  },
  plain: {
    newsletter: phrases(`
      Boletín semanal
      Novedades de {date}
      --
      En este número contamos cómo los bancos protegen las cuentas y qué hacer si pierde su contraseña.
      Recibe este correo porque se suscribió a nuestro boletín. Darse de baja.
      --
      Leer más
      Darse de baja
    `),
    receipt: phrases(`
      Confirmación de su pedido {id}
      Su factura de {date}
      --
      Gracias por su compra. El importe total es {amount} y la entrega será el {date}.
      Hemos recibido su pago, no tiene que hacer nada.
      --
      Ver pedido
    `),
    shipping: phrases(`
      Su pedido está en camino
      --
      Su paquete ha sido entregado hoy. Número de seguimiento {id}.
      --
      Seguir pedido
    `),
    requested: phrases(`
      Restablecer contraseña
      Confirme su correo
      --
      Hemos recibido una solicitud para restablecer su contraseña. Si no la hizo usted, ignore este mensaje.
      Su código de verificación es {n}{n}.
      --
      Restablecer contraseña
    `),
    notice: phrases(`
      Reunión el {date}
      --
      Adjunto el acta de la reunión. El mantenimiento de los servidores será el {date}.
      --
    `),
    statement: phrases(`
      Su extracto está disponible
      --
      Su extracto mensual ya está disponible en la banca en línea. Nunca le pediremos su clave por correo.
      --
    `),
    personal: phrases(`
      Re: cena del sábado
      --
      Hola, ¿seguimos con lo del sábado? Yo llevo el vino y vienen los niños.
      Ya pagué la factura de la luz, luego me pasas tu parte.
      --
    `),
    marketing: phrases(`
      Solo hoy: {n}% de descuento
      --
      Ahorre hasta un {n}% en toda la tienda hasta el {date}.
      Tiene {n} puntos que puede canjear en nuestra tienda.
      --
      Comprar ahora
    `),
  },
};
