/* What our PJSIP is, where it differs from PJSIP's defaults. Sound only: no video, no devices (audio/ is ours).
 *
 * A call has two sockets, four where its first offer is forked or replaced; with a connection to each server
 * and the polls' own, 64 calls stay below half of these handles (select() takes 1024).
 */
#define PJMEDIA_HAS_VIDEO         0
#define PJSUA_MAX_CALLS           64
#define PJSUA_MAX_ACC             32
#define PJ_IOQUEUE_MAX_HANDLES    512
#define PJMEDIA_SRTP_HAS_SDES     1
#define PJMEDIA_SRTP_HAS_DTLS     1

/* An offer with Opus, G.722, ICE candidates and a DTLS fingerprint through four proxies passes 4000 bytes. */
#define PJSIP_MAX_PKT_LEN         8000
