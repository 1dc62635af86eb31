# A page by WEBrick, which has a thread for each connection: ruby threads.rb PORT [debug]
# "debug": with Ruby's own debug gem, as `require "debug/open_nonstop"` has it. It keeps each thread that ever was.
require "webrick"
if ARGV[1]
  require "debug/session"
  DEBUGGER__.open(nonstop: true)
end
log = WEBrick::Log.new(File::NULL)
server = WEBrick::HTTPServer.new(BindAddress: "127.0.0.1", Port: ARGV[0].to_i, Logger: log, AccessLog: [], MaxClients: 100)
server.mount_proc("/") { |_request, response| response.body = "hello\n" }
trap("TERM") { exit! }
server.start
