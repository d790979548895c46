Console.Error.WriteLine("heed: nothing to do yet");
return 2;
